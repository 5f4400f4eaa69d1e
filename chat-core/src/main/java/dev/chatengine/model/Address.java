package dev.chatengine.model;

/**
 * Where something that one node tells others is sent: to the nodes that take part in a {@link
 * Conversation}, or to one {@link NodeAddress}.
 */
public sealed interface Address permits Conversation, NodeAddress {}

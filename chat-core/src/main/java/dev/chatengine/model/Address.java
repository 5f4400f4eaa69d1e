package dev.chatengine.model;

/**
 * Where an event on the bus is sent: to all nodes that have members of a {@link Conversation}, or
 * to one node, by its {@link NodeAddress}.
 */
public sealed interface Address permits Conversation, NodeAddress {}

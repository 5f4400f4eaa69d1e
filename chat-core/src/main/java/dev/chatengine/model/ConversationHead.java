package dev.chatengine.model;

/**
 * A conversation and how far its log goes.
 *
 * @param conversation the conversation
 * @param head its head
 */
public record ConversationHead(Conversation conversation, Head head) {}

package dev.chatengine.model;

/**
 * A conversation with the head of its log.
 *
 * @param conversation the conversation
 * @param head its head
 */
public record ConversationHead(Conversation conversation, Head head) {}

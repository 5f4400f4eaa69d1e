package dev.chatengine.protocol;

import dev.chatengine.model.Conversation;

/**
 * A conversation as one user sees it: a private log is named by the other one.
 *
 * @param conversation a room or a private log
 * @param viewerId the id of the user who is shown it
 */
public record Scope(Conversation conversation, String viewerId) {}

package dev.chatengine.protocol;

import dev.chatengine.model.Conversation;

/**
 * A conversation from the view of one user, which identifies a private log by the other user.
 *
 * @param conversation a room or a private log
 * @param viewerId the id of the user who gets the frame
 */
public record Scope(Conversation conversation, String viewerId) {}

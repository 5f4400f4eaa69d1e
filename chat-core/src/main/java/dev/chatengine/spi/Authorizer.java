package dev.chatengine.spi;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;

/**
 * Decides what a user may do in a conversation. Without an authorizer, everybody may do everything
 * except moderate.
 *
 * <p>The engine calls it for every frame that needs a permission, so it should answer from memory.
 * If it throws, the exception is logged, and the request is refused. It is not called for the
 * host's own calls of the engine. See the package's description for threads and deadlines.
 */
public interface Authorizer {

  /**
   * Decides whether a user has a permission in a conversation.
   *
   * @param user the user who made a request
   * @param permission the permission that the request needs; refuse those that you do not know
   * @param conversation the conversation; a room may have no members or messages yet. The name of a
   *     room is trimmed and in lower case: compare it with {@link Room#named}
   * @return true if the user may
   */
  boolean isAllowed(User user, Permission permission, Conversation conversation);

  /**
   * Whether calls never wait, see {@link Traits#neverWaits()}.
   *
   * @return false by default
   */
  default boolean neverWaits() {
    return false;
  }

  /** What a request needs permission for. More permissions may be added. */
  enum Permission {
    /** To become a member of a room. */
    JOIN,
    /** To post a message. */
    POST,
    /** To read messages without being a member. */
    READ,
    /** To see the room in a list, with its members. */
    SEE,
    /** To remove, bar or mute others, and to change their messages. */
    MODERATE
  }
}

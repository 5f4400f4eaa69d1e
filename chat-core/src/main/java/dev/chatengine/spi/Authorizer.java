package dev.chatengine.spi;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;

/**
 * Decides what a user may do in a conversation. Without one, everybody may do everything but
 * moderate.
 *
 * <p>Asked for every frame that needs it, so it should answer from memory. What it throws refuses,
 * and is logged. The host's own calls to the engine are not asked about. See the package's
 * description for threads and deadlines.
 */
public interface Authorizer {

  /**
   * Decides.
   *
   * @param user who acts
   * @param permission what it wants to do; refuse what you do not know
   * @param conversation where; a room may have no members or messages yet. The name of a room is
   *     trimmed and in lower case: compare with {@link Room#named}
   * @return whether it may
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

  /** What a user may want to do. More may be added. */
  enum Permission {
    /** To become a member of a room. */
    JOIN,
    /** To post a message. */
    POST,
    /** To read messages without being a member. */
    READ,
    /** To see in a list that the room exists, and who is in it. */
    SEE,
    /** To remove, bar or mute others, and to change their messages. */
    MODERATE
  }
}

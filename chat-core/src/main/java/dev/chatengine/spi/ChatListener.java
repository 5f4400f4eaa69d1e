package dev.chatengine.spi;

import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;

/**
 * Hears what happens on this node, after it has happened. All methods do nothing by default.
 *
 * <p>Events of one room come in the order in which they happened, one at a time; those of different
 * rooms come from several threads at once. A listener that is slow delays the other listeners and
 * nothing else: at most a bounded number of events wait for it, then events are left out, and
 * {@link #onEventsDropped} says how many. What it throws is logged.
 */
public interface ChatListener {

  /**
   * A message was delivered to a room that has members on this node, or was posted through this
   * node.
   *
   * @param message the message
   */
  default void onMessage(Message message) {}

  /**
   * A private message was passed on by this node.
   *
   * @param message the message
   */
  default void onPrivateMessage(PrivateMessage message) {}

  /**
   * A user came into a room that has members on this node.
   *
   * @param room the room
   * @param member who came
   */
  default void onJoined(Room room, Member member) {}

  /**
   * A user left a room that had members on this node.
   *
   * @param room the room
   * @param member who left
   */
  default void onLeft(Room room, Member member) {}

  /**
   * Events were left out, because too many were waiting.
   *
   * @param count how many, since the last call
   */
  default void onEventsDropped(long count) {}
}

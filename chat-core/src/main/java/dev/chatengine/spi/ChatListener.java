package dev.chatengine.spi;

import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;

/**
 * Is notified of what has happened on this node. All methods do nothing by default.
 *
 * <p>Events of one room are passed one at a time, in the order in which they happened; events of
 * different rooms are passed by several threads at once. A slow listener delays the other listeners
 * and nothing else. A bounded number of events wait for the listeners; further events are dropped,
 * and {@link #onEventsDropped} passes their number. An exception of a listener is logged.
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
   * This node delivered a private message.
   *
   * @param message the message
   */
  default void onPrivateMessage(PrivateMessage message) {}

  /**
   * A user joined a room that has members on this node.
   *
   * @param room the room
   * @param member the user
   */
  default void onJoined(Room room, Member member) {}

  /**
   * A user left a room that had members on this node.
   *
   * @param room the room
   * @param member the user
   */
  default void onLeft(Room room, Member member) {}

  /**
   * Events were dropped because too many were waiting.
   *
   * @param count how many, since the last call
   */
  default void onEventsDropped(long count) {}
}

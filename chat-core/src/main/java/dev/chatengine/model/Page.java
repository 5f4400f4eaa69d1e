package dev.chatengine.model;

import java.util.List;

/**
 * The result of a read: some messages of a log, or the messages that some amendments changed.
 *
 * @param head the head of the log when the read began
 * @param messages oldest first; amendments in the order of their revisions
 * @param hasMore whether there are more messages in the direction of the read
 */
public record Page(Head head, List<Message> messages, boolean hasMore) {
  /**
   * Copies the list.
   *
   * @param head see the record
   * @param messages see the record
   * @param hasMore see the record
   */
  public Page {
    messages = List.copyOf(messages);
  }
}

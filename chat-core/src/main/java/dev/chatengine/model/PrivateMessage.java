package dev.chatengine.model;

import java.time.Instant;

/**
 * A message from one user to another that is delivered and not stored.
 *
 * @param from the sender
 * @param to the receiver
 * @param content the text
 * @param timestamp when it was sent, in whole milliseconds
 */
public record PrivateMessage(Member from, Member to, String content, Instant timestamp) {
  /** Leaves the content out. */
  @Override
  public String toString() {
    return "PrivateMessage[" + from.userId() + " to " + to.userId() + "]";
  }
}

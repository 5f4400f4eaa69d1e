package dev.chatengine.model;

import java.time.Instant;

/**
 * A message from one user to another that is passed on and not kept.
 *
 * @param from who said it
 * @param to whom it was said to
 * @param content what was said
 * @param timestamp when, in whole milliseconds
 */
public record PrivateMessage(Member from, Member to, String content, Instant timestamp) {
  /** Leaves the content out. */
  @Override
  public String toString() {
    return "PrivateMessage[" + from.userId() + " to " + to.userId() + "]";
  }
}

package dev.chatengine.bus.redis.pubsub;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Numbers that a node publishes to itself: a number that does not arrive in time shows that the
 * connection brings no messages. One number is under way at a time. For one thread, except {@link
 * #received}.
 */
final class Echo {
  private long last;

  /** The number that is under way; if none is, the last that has arrived. */
  private long awaited;

  private long publishedAt;

  /** The highest number that has arrived, on any connection. */
  private volatile long received;

  /** The next number, as a message. */
  byte[] next() {
    return ByteBuffer.allocate(Long.BYTES).putLong(++last).array();
  }

  /** The last number is under way from now on. */
  void published(long now) {
    awaited = last;
    publishedAt = now;
  }

  /** A message has arrived on the channel of the echo; on any thread. */
  void received(byte[] message) {
    if (message.length == Long.BYTES) {
      received = Math.max(received, ByteBuffer.wrap(message).getLong());
    }
  }

  /** The connection is a new one: earlier numbers need not arrive. */
  void forget() {
    awaited = 0;
  }

  boolean isAwaited() {
    return awaited > received;
  }

  /** Whether a number was published and has arrived since {@link #forget}. */
  boolean hasReturned() {
    return awaited > 0 && !isAwaited();
  }

  /** The time by which the number under way must arrive. */
  long due(Duration deadline) {
    return publishedAt + deadline.toNanos();
  }
}

package dev.chatengine.bus.redis;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Numbers that are published to be heard again by who publishes them: what is not heard in time
 * shows that a connection is deaf. One number is under way at a time. For one thread, but for
 * {@link #heard}.
 */
final class Echo {
  private long last;

  /** The number that is to be heard; one that was heard already if none is. */
  private long awaited;

  private long publishedAt;

  /** The highest number that came, be it over a connection that has ended since. */
  private volatile long heard;

  /** The next number, as it is published. */
  byte[] next() {
    return ByteBuffer.allocate(Long.BYTES).putLong(++last).array();
  }

  /** The number made last is under way from now on. */
  void published(long now) {
    awaited = last;
    publishedAt = now;
  }

  /** Something came on the channel; on any thread. */
  void heard(byte[] message) {
    if (message.length == Long.BYTES) {
      heard = Math.max(heard, ByteBuffer.wrap(message).getLong());
    }
  }

  /** Nothing that was published before has to be heard: the connection is a new one. */
  void forget() {
    awaited = 0;
  }

  boolean isAwaited() {
    return awaited > heard;
  }

  /** Whether a number was published and heard since {@link #forget}. */
  boolean hasReturned() {
    return awaited > 0 && !isAwaited();
  }

  /** By when the number under way has to be heard. */
  long due(Duration deadline) {
    return publishedAt + deadline.toNanos();
  }
}

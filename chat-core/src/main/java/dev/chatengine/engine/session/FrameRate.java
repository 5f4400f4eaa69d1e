package dev.chatengine.engine.session;

import dev.chatengine.limit.TokenBucket;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The limit on the frames, of any kind, of one connection. Refused frames have a limit of the same
 * rate, with ten times the burst; a client beyond it is flooding. Belongs to the session's
 * executor.
 */
final class FrameRate {
  private static final int PATIENCE = 10;

  private final RateLimit limit;
  private final Scheduler scheduler;
  private final TokenBucket frames;

  /** The refusals that are tolerated; made at the first refusal. */
  private @Nullable TokenBucket refusals;

  FrameRate(RateLimit limit, Scheduler scheduler) {
    this.limit = limit;
    this.scheduler = scheduler;
    frames = new TokenBucket(limit, scheduler.nanoTime());
  }

  /**
   * Counts a frame.
   *
   * @return 0 if the frame is within the limit, otherwise how many nanoseconds to wait
   */
  public long tryAcquire() {
    return frames.tryTake(1, scheduler.nanoTime());
  }

  /** Counts a refused frame; true if there are too many. */
  boolean isFlooding() {
    long now = scheduler.nanoTime();
    TokenBucket bucket = refusals;
    if (bucket == null) {
      bucket = new TokenBucket(limit, PATIENCE, now);
      refusals = bucket;
    }
    return bucket.tryTake(1, now) > 0;
  }
}

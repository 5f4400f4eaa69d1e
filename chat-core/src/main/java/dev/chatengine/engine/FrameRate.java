package dev.chatengine.engine;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.Scheduler;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The limit on the frames of one connection, whatever their kinds. Who goes on sending what is
 * refused is flooding: as many again, and ten times as many at once, are borne. Belongs to the
 * session's sequence.
 */
final class FrameRate {
  private static final int PATIENCE = 10;

  private final RateLimit limit;
  private final Scheduler scheduler;
  private final @Nullable Bucket frames;

  /** What may be refused; made when the first frame is. */
  private @Nullable Bucket refusals;

  FrameRate(RateLimit limit, Scheduler scheduler) {
    this.limit = limit;
    this.scheduler = scheduler;
    frames = limit.isUnlimited() ? null : bucket(1);
  }

  /**
   * Takes a frame in.
   *
   * @return 0, or how long to wait, in nanoseconds, if there are too many
   */
  long tryAcquire() {
    if (frames == null) {
      return 0;
    }
    ConsumptionProbe probe = frames.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
  }

  /** A frame has been refused: whether too many have been by now. */
  boolean isFlooding() {
    Bucket bucket = refusals;
    if (bucket == null) {
      bucket = bucket(PATIENCE);
      refusals = bucket;
    }
    return !bucket.tryConsume(1);
  }

  private Bucket bucket(int burst) {
    return Bucket.builder()
        .addLimit(
            bandwidth ->
                bandwidth
                    .capacity(burst * limit.permits())
                    .refillGreedy(limit.permits(), limit.per()))
        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
        .withCustomTimePrecision(
            new TimeMeter() {
              @Override
              public long currentTimeNanos() {
                return scheduler.nanoTime();
              }

              @Override
              public boolean isWallClockBased() {
                return false;
              }
            })
        .build();
  }
}

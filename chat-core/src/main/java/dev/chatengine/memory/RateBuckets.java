package dev.chatengine.memory;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter.Decision;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The buckets of one action, by subject, the least recently used first. Each action has its own, so
 * that those of one cannot push out those of another.
 */
final class RateBuckets {
  /** How many of the eldest are looked at for a full one, which can be dropped without a trace. */
  private static final int CANDIDATES = 16;

  private final RateLimit limit;
  private final int maxSubjects;
  private final LongSupplier nanoClock;
  private final long origin;
  private final Meter meter = new Meter();
  private final Map<String, LocalBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  RateBuckets(RateLimit limit, int maxSubjects, LongSupplier nanoClock) {
    this.limit = limit;
    this.maxSubjects = maxSubjects;
    this.nanoClock = nanoClock;
    this.origin = nanoClock.getAsLong();
  }

  synchronized Decision tryAcquire(String subject, int permits) {
    if (permits > limit.permits()) {
      return Decision.refused(Decision.NEVER);
    }
    // Bucket4j takes a clock that wraps around for one that stands still.
    meter.now = nanoClock.getAsLong() - origin;
    LocalBucket bucket = bucket(subject);
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(permits);
    return probe.isConsumed()
        ? Decision.ALLOWED
        : Decision.refused(
            Duration.ofNanos(timeToWait(bucket, permits, probe.getNanosToWaitForRefill())));
  }

  /** Bucket4j rounds down, to a time at which a permit may lack a last fraction. */
  private long timeToWait(LocalBucket bucket, int permits, long estimate) {
    long now = meter.now;
    meter.now = now + estimate;
    while (!bucket.estimateAbilityToConsume(permits).canBeConsumed()) {
      meter.now++;
    }
    return meter.now - now;
  }

  synchronized int size() {
    return buckets.size();
  }

  private LocalBucket bucket(String subject) {
    LocalBucket bucket = buckets.get(subject);
    if (bucket == null) {
      if (buckets.size() >= maxSubjects) {
        makeRoom();
      }
      bucket =
          Bucket.builder()
              .addLimit(
                  spec -> spec.capacity(limit.permits()).refillGreedy(limit.permits(), limit.per()))
              .withCustomTimePrecision(meter)
              // The others fill the bucket itself, instead of a copy, when they look ahead.
              .withSynchronizationStrategy(SynchronizationStrategy.LOCK_FREE)
              .build();
      buckets.put(subject, bucket);
    }
    return bucket;
  }

  private void makeRoom() {
    int looked = 0;
    for (Iterator<LocalBucket> eldest = buckets.values().iterator(); eldest.hasNext(); ) {
      if (eldest.next().getAvailableTokens() >= limit.permits()) {
        eldest.remove();
        return;
      }
      looked++;
      if (looked == CANDIDATES) {
        break;
      }
    }
    Iterator<LocalBucket> eldest = buckets.values().iterator();
    eldest.next();
    eldest.remove();
  }

  /** The moment that a decision is about. Guarded by the lock of the buckets. */
  private static final class Meter implements TimeMeter {
    long now;

    @Override
    public long currentTimeNanos() {
      return now;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}

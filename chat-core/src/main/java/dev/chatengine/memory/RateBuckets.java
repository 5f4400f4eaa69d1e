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

/**
 * The buckets of one action, by subject, the least recently used first. Each action has its own, so
 * that those of one cannot push out those of another.
 */
final class RateBuckets {
  /** How many of the eldest are looked at for a full one, which can be dropped without a trace. */
  private static final int CANDIDATES = 16;

  private final RateLimit limit;
  private final int maxSubjects;
  private final TimeMeter clock;
  private final Map<String, LocalBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  RateBuckets(RateLimit limit, int maxSubjects, TimeMeter clock) {
    this.limit = limit;
    this.maxSubjects = maxSubjects;
    this.clock = clock;
  }

  synchronized Decision tryAcquire(String subject, int permits) {
    if (permits > limit.permits()) {
      return Decision.refused(Decision.NEVER);
    }
    ConsumptionProbe probe = bucket(subject).tryConsumeAndReturnRemaining(permits);
    return probe.isConsumed()
        ? Decision.ALLOWED
        : Decision.refused(Duration.ofNanos(probe.getNanosToWaitForRefill()));
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
              .withCustomTimePrecision(clock)
              .withSynchronizationStrategy(SynchronizationStrategy.NONE)
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
}

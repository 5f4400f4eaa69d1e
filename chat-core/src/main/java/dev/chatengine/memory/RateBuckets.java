package dev.chatengine.memory;

import dev.chatengine.limit.TokenBucket;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter.Decision;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The buckets of one action, by subject, the least recently used first. Each action has its own
 * buckets, so that the subjects of one action cannot push out those of another.
 */
final class RateBuckets {
  /** Among how many of the oldest buckets a full one is looked for: dropping it has no effect. */
  private static final int CANDIDATES = 16;

  private final RateLimit limit;
  private final int maxSubjects;
  private final LongSupplier nanoClock;
  private final Map<String, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  RateBuckets(RateLimit limit, int maxSubjects, LongSupplier nanoClock) {
    this.limit = limit;
    this.maxSubjects = maxSubjects;
    this.nanoClock = nanoClock;
  }

  synchronized Decision tryAcquire(String subject, int permits) {
    if (permits > limit.permits()) {
      return Decision.refused(Decision.NEVER);
    }
    long now = nanoClock.getAsLong();
    long wait = bucket(subject, now).tryTake(permits, now);
    return wait == 0 ? Decision.ALLOWED : Decision.refused(Duration.ofNanos(wait));
  }

  synchronized int size() {
    return buckets.size();
  }

  private TokenBucket bucket(String subject, long now) {
    TokenBucket bucket = buckets.get(subject);
    if (bucket == null) {
      if (buckets.size() >= maxSubjects) {
        makeRoom(now);
      }
      bucket = new TokenBucket(limit, now);
      buckets.put(subject, bucket);
    }
    return bucket;
  }

  private void makeRoom(long now) {
    int looked = 0;
    for (Iterator<TokenBucket> eldest = buckets.values().iterator(); eldest.hasNext(); ) {
      if (eldest.next().isFull(now)) {
        eldest.remove();
        return;
      }
      looked++;
      if (looked == CANDIDATES) {
        break;
      }
    }
    Iterator<TokenBucket> eldest = buckets.values().iterator();
    eldest.next();
    eldest.remove();
  }
}

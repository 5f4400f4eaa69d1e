package dev.chatengine.testkit.rate;

import dev.chatengine.memory.MemoryRateLimiter;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.ManualClock;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The budgets that all limiters of one test share. */
final class Budgets {
  private final Map<RateAction, RateLimit> limits;
  private final ManualClock clock;
  private @Nullable RateLimiter shared;

  Budgets(Map<RateAction, RateLimit> limits, ManualClock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  /** Opens a sound limiter. */
  RateLimiter open() {
    return open(time -> time);
  }

  /** Opens a limiter that gets the time wrong. */
  RateLimiter open(LongUnaryOperator time) {
    RateLimiter budgets = shared;
    if (budgets == null) {
      MemoryRateLimiter.Builder builder =
          MemoryRateLimiter.builder().nanoClock(() -> time.applyAsLong(clock.nanoTime()));
      limits.forEach(builder::limit);
      budgets = builder.build();
      shared = budgets;
    }
    return new Sharing(budgets);
  }

  private static final class Sharing implements RateLimiter {
    private final RateLimiter budgets;
    private volatile boolean closed;

    Sharing(RateLimiter budgets) {
      this.budgets = budgets;
    }

    @Override
    public Decision tryAcquire(String subject, RateAction action, int permits) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      return budgets.tryAcquire(subject, action, permits);
    }

    @Override
    public Traits traits() {
      return new Traits(true, false, true);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}

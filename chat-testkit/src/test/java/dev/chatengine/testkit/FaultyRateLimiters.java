package dev.chatengine.testkit;

import dev.chatengine.memory.MemoryRateLimiter;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Traits;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Rate limiters with one fault each. Nested, so that no build runs them by itself. */
final class FaultyRateLimiters {
  private FaultyRateLimiters() {}

  /** Runs the contract on a shared limiter in memory that was given a fault. */
  abstract static class Contract extends RateLimiterContract {
    final ManualClock clock = new ManualClock();
    private final Map<Map<RateAction, RateLimit>, RateLimiter> shared = new ConcurrentHashMap<>();

    abstract RateLimiter faulty(RateLimiter sound);

    @Override
    protected RateLimiter open(Map<RateAction, RateLimit> limits) {
      return faulty(new Sharing(shared.computeIfAbsent(limits, this::limiter)));
    }

    private RateLimiter limiter(Map<RateAction, RateLimit> limits) {
      MemoryRateLimiter.Builder builder = MemoryRateLimiter.builder().nanoClock(clock::nanoTime);
      limits.forEach(builder::limit);
      return builder.build();
    }

    @Override
    protected void advance(Duration duration) {
      clock.advance(duration);
    }

    @Override
    protected Set<Capability> capabilities() {
      return Set.of(Capability.SHARED);
    }
  }

  /** One of several limiters over the same budgets. */
  static class Sharing implements RateLimiter {
    final RateLimiter sound;
    private volatile boolean closed;

    Sharing(RateLimiter sound) {
      this.sound = sound;
    }

    @Override
    public Decision tryAcquire(String subject, RateAction action, int permits) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      return sound.tryAcquire(subject, action, permits);
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

  static class WithoutFault extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return sound;
    }
  }

  static class Leaks extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      AtomicInteger refusals = new AtomicInteger();
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          Decision decision = super.tryAcquire(subject, action, permits);
          return decision.allowed() || refusals.incrementAndGet() % 10 != 0
              ? decision
              : Decision.ALLOWED;
        }
      };
    }
  }

  static class DecidesInTwoSteps extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        private volatile int left = 50;

        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          int seen = left;
          LockSupport.parkNanos(100_000);
          left = seen - permits;
          return seen >= permits ? Decision.ALLOWED : Decision.refused(Duration.ofSeconds(1));
        }
      };
    }
  }

  static class NeverFills extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return sound;
    }

    @Override
    protected void advance(Duration duration) {}
  }

  static class FillsTwiceAsFast extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return sound;
    }

    @Override
    protected void advance(Duration duration) {
      super.advance(duration.multipliedBy(2));
    }
  }

  static class MixesSubjects extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          return super.tryAcquire(subject.strip(), action, permits);
        }
      };
    }
  }

  static class MixesActions extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          String joined = action.name() + ":" + subject;
          int colon = joined.indexOf(':');
          return super.tryAcquire(
              joined.substring(colon + 1), new RateAction(joined.substring(0, colon)), permits);
        }
      };
    }
  }

  static class TakesWhatThereIs extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          Decision decision = super.tryAcquire(subject, action, permits);
          for (int i = 1; i < permits && !decision.allowed(); i++) {
            super.tryAcquire(subject, action, 1);
          }
          return decision;
        }
      };
    }
  }

  static class TellsToWaitTooShort extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          Decision decision = super.tryAcquire(subject, action, permits);
          return decision.allowed()
              ? decision
              : Decision.refused(decision.retryAfter().dividedBy(2));
        }
      };
    }
  }

  static class TellsToWaitTooLong extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          Decision decision = super.tryAcquire(subject, action, permits);
          return decision.allowed()
              ? decision
              : Decision.refused(decision.retryAfter().multipliedBy(2));
        }
      };
    }
  }

  static class RefusesTheUnknown extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          return action.name().equals("other")
              ? Decision.refused(Decision.NEVER)
              : super.tryAcquire(subject, action, permits);
        }
      };
    }
  }

  static class TakesAnyNumber extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          return super.tryAcquire(
              subject, action, Math.max(1, Math.min(RateLimiter.MAX_PERMITS, permits)));
        }
      };
    }
  }

  static class SharesNothing extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      String own = "own-" + System.identityHashCode(sound);
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          return super.tryAcquire(own + subject, action, permits);
        }
      };
    }
  }

  static class NeverCloses extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public void close() {}
      };
    }
  }

  /** Takes a subject that has not asked for half a minute, or half the time, for a new one. */
  static class ForgetsEarly extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        private long askedAt = clock.nanoTime();

        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          long now = clock.nanoTime();
          boolean forgotten = now - askedAt > period().dividedBy(2).toNanos();
          askedAt = now;
          return forgotten ? Decision.ALLOWED : super.tryAcquire(subject, action, permits);
        }
      };
    }
  }

  /** Counts whole permits only, from the last time that it was asked. */
  static class RoundsDownEachTime extends Contract {
    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        private long left = 10;
        private long askedAt = clock.nanoTime();

        @Override
        public synchronized Decision tryAcquire(String subject, RateAction action, int permits) {
          long now = clock.nanoTime();
          left = Math.min(10, left + (now - askedAt) * 10 / period().toNanos());
          askedAt = now;
          if (left < permits) {
            return Decision.refused(Duration.ofSeconds(1));
          }
          left -= permits;
          return Decision.ALLOWED;
        }
      };
    }
  }

  /** Gives everybody a new budget when somebody leaves. */
  static class ForgetsOnClose extends Contract {
    private int generation;

    @Override
    RateLimiter faulty(RateLimiter sound) {
      return new Sharing(sound) {
        @Override
        public Decision tryAcquire(String subject, RateAction action, int permits) {
          return super.tryAcquire(subject + generation, action, permits);
        }

        @Override
        public void close() {
          super.close();
          generation++;
        }
      };
    }
  }
}

package dev.chatengine.testkit.rate;

import static dev.chatengine.testkit.support.Fault.fault;

import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.RateLimiter.Decision;
import dev.chatengine.spi.Traits;
import dev.chatengine.testkit.support.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Rate limiters with one fault each. */
final class FaultyRateLimiters {
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final Decision REFUSED = Decision.refused(Duration.ofSeconds(1));

  private FaultyRateLimiters() {}

  /** How a faulty limiter decides, with the help of a sound one. */
  @FunctionalInterface
  private interface Rule {
    Decision decide(RateLimiter sound, String subject, RateAction action, int permits);
  }

  static List<Fault<Budgets, RateLimiter>> all() {
    return List.of(
        fault("has no fault", Budgets::open),
        fault(
            "lets one of ten refused through",
            FaultyRateLimiters::leaking,
            "aFullBucketCanBeTakenAtOnceAndNoMore",
            "concurrentCallersGetNoMorePermitsThanThereAre"),
        fault(
            "decides in two steps",
            FaultyRateLimiters::decidingInTwoSteps,
            "concurrentCallersGetNoMorePermitsThanThereAre"),
        fault(
            "never fills a bucket",
            budgets -> budgets.open(time -> 0),
            "aBucketIsFilledEvenly",
            "aRefusalSaysHowLongToWait"),
        fault(
            "fills a bucket twice as fast",
            budgets -> budgets.open(time -> 2 * time),
            "aBucketIsFilledEvenly"),
        fault(
            "mixes subjects",
            with((sound, subject, action, n) -> sound.tryAcquire(subject.strip(), action, n)),
            "eachSubjectHasABudgetOfItsOwn"),
        fault(
            "mixes actions",
            with(FaultyRateLimiters::splittingAtTheFirstColon),
            "eachActionHasABudgetOfItsOwn"),
        fault(
            "takes the permits that are left when it refuses",
            with(FaultyRateLimiters::takingWhatIsLeft),
            "permitsAreTakenTogetherOrNotAtAll"),
        fault(
            "tells clients to wait half as long",
            withWait(wait -> wait.dividedBy(2)),
            "aRefusalSaysHowLongToWait"),
        fault(
            "tells clients to wait twice as long",
            withWait(wait -> wait.multipliedBy(2)),
            "aRefusalSaysHowLongToWait",
            "morePermitsTakeALongerWait"),
        fault(
            "refuses actions without a limit",
            with(
                (sound, subject, action, n) ->
                    action.name().equals("other")
                        ? Decision.refused(Decision.NEVER)
                        : sound.tryAcquire(subject, action, n)),
            "anActionWithoutALimitPasses"),
        fault(
            "takes any number of permits",
            with(
                (sound, subject, action, n) ->
                    sound.tryAcquire(
                        subject, action, Math.max(1, Math.min(RateLimiter.MAX_PERMITS, n)))),
            "permitsOutOfRangeAreRefused"),
        fault("shares no budget", FaultyRateLimiters::sharingNothing, "allNodesShareOneBudget"),
        fault(
            "forgets a subject after half the time that fills its bucket",
            FaultyRateLimiters::forgettingEarly,
            "aBucketThatIsNotFullIsRemembered"),
        fault(
            "fills whole permits alone, counted from the last request",
            FaultyRateLimiters::roundingDown,
            "frequentRequestsDoNotSlowTheRefill"),
        fault(
            "forgets all budgets when one limiter is closed",
            forgettingOnClose(),
            "closingALimiterDoesNotRefillItsBuckets"),
        fault("never closes", budgets -> unclosable(budgets), "aClosedLimiterRefusesToDecide"));
  }

  private static Function<Budgets, RateLimiter> with(Rule rule) {
    return budgets -> new Ruled(budgets.open(), rule);
  }

  private static Function<Budgets, RateLimiter> withWait(Function<Duration, Duration> change) {
    return with(
        (sound, subject, action, n) -> {
          Decision decision = sound.tryAcquire(subject, action, n);
          return decision.allowed()
              ? decision
              : Decision.refused(change.apply(decision.retryAfter()));
        });
  }

  private static RateLimiter leaking(Budgets budgets) {
    AtomicInteger refusals = new AtomicInteger();
    return new Ruled(
        budgets.open(),
        (sound, subject, action, n) -> {
          Decision decision = sound.tryAcquire(subject, action, n);
          return decision.allowed() || refusals.incrementAndGet() % 10 != 0
              ? decision
              : Decision.ALLOWED;
        });
  }

  private static RateLimiter decidingInTwoSteps(Budgets budgets) {
    AtomicInteger left = new AtomicInteger(50);
    return new Ruled(
        budgets.open(),
        (sound, subject, action, n) -> {
          int seen = left.get();
          LockSupport.parkNanos(100_000);
          left.set(seen - n);
          return seen >= n ? Decision.ALLOWED : REFUSED;
        });
  }

  private static Decision splittingAtTheFirstColon(
      RateLimiter sound, String subject, RateAction action, int permits) {
    String joined = action.name() + ":" + subject;
    int colon = joined.indexOf(':');
    return sound.tryAcquire(
        joined.substring(colon + 1), new RateAction(joined.substring(0, colon)), permits);
  }

  private static Decision takingWhatIsLeft(
      RateLimiter sound, String subject, RateAction action, int permits) {
    Decision decision = sound.tryAcquire(subject, action, permits);
    for (int i = 1; i < permits && !decision.allowed(); i++) {
      sound.tryAcquire(subject, action, 1);
    }
    return decision;
  }

  private static RateLimiter sharingNothing(Budgets budgets) {
    RateLimiter limiter = budgets.open();
    String own = "own-" + System.identityHashCode(limiter);
    return new Ruled(
        limiter, (sound, subject, action, n) -> sound.tryAcquire(own + subject, action, n));
  }

  private static RateLimiter forgettingEarly(Budgets budgets) {
    AtomicLong askedAt = new AtomicLong(budgets.nanoTime());
    return new Ruled(
        budgets.open(),
        (sound, subject, action, n) -> {
          long now = budgets.nanoTime();
          return now - askedAt.getAndSet(now) > PERIOD.dividedBy(2).toNanos()
              ? Decision.ALLOWED
              : sound.tryAcquire(subject, action, n);
        });
  }

  private static RateLimiter roundingDown(Budgets budgets) {
    AtomicLong left = new AtomicLong(10);
    AtomicLong askedAt = new AtomicLong(budgets.nanoTime());
    return new Ruled(
        budgets.open(),
        (sound, subject, action, n) -> {
          long now = budgets.nanoTime();
          long filled = (now - askedAt.getAndSet(now)) * 10 / PERIOD.toNanos();
          long there = Math.min(10, left.get() + filled);
          left.set(there < n ? there : there - n);
          return there < n ? REFUSED : Decision.ALLOWED;
        });
  }

  private static Function<Budgets, RateLimiter> forgettingOnClose() {
    AtomicInteger generation = new AtomicInteger();
    return budgets ->
        new Ruled(
            budgets.open(),
            (sound, subject, action, n) -> sound.tryAcquire(subject + generation, action, n)) {
          @Override
          public void close() {
            super.close();
            generation.incrementAndGet();
          }
        };
  }

  private static RateLimiter unclosable(Budgets budgets) {
    return new Ruled(budgets.open(), RateLimiter::tryAcquire) {
      @Override
      public void close() {}
    };
  }

  private static class Ruled implements RateLimiter {
    private final RateLimiter sound;
    private final Rule rule;

    Ruled(RateLimiter sound, Rule rule) {
      this.sound = sound;
      this.rule = rule;
    }

    @Override
    public Decision tryAcquire(String subject, RateAction action, int permits) {
      return rule.decide(sound, subject, action, permits);
    }

    @Override
    public Traits traits() {
      return sound.traits();
    }

    @Override
    public void close() {
      sound.close();
    }
  }
}

package dev.chatengine.testkit.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.RateLimiter.Decision;
import dev.chatengine.testkit.support.HostileText;
import dev.chatengine.testkit.support.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests that every {@link RateLimiter} with {@link RateLimit}s must pass. An implementer extends
 * this class, opens limiters, moves their time, and declares the optional capabilities.
 */
public abstract class RateLimiterContract {
  private static final RateAction MESSAGE = RateAction.MESSAGE;

  /** Long enough that no permit is added during a test. */
  private static final Duration SLOW = Duration.ofDays(1);

  private final List<RateLimiter> opened = new ArrayList<>();

  /** Optional capabilities of a limiter. */
  public enum Capability {
    /** Several limiters can be opened over the same budgets, and closed one by one. */
    SHARED
  }

  /** For subclasses. */
  protected RateLimiterContract() {}

  /**
   * Opens a limiter. All limiters of one test share the same budgets, which are full at first.
   * Without {@link Capability#SHARED} each test opens one limiter. The contract closes the
   * limiters.
   *
   * @param limits the limits, the same in all calls of a test; other actions have no limit
   * @return a limiter
   */
  protected abstract RateLimiter open(Map<RateAction, RateLimit> limits);

  /**
   * Moves the time of the limiter forward: moves its clock, or waits.
   *
   * @param duration by how much
   */
  protected abstract void advance(Duration duration);

  /**
   * The optional capabilities of the limiter. Tests that need others are skipped.
   *
   * @return the capabilities
   */
  protected abstract Set<Capability> capabilities();

  /**
   * The time in which an empty bucket becomes full, in tests that wait for this. Some tests wait
   * twice as long.
   *
   * @return 10 seconds by default; less for a limiter that really waits, but at least twenty times
   *     as long as the few calls of a test take
   */
  protected Duration period() {
    return Duration.ofSeconds(10);
  }

  @AfterEach
  void closeLimiters() {
    opened.forEach(RateLimiter::close);
  }

  @Test
  void aFullBucketCanBeTakenAtOnceAndNoMore() {
    RateLimiter limiter = limited(10, SLOW);

    assertThat(taken(limiter, "ann", 1, 30)).isEqualTo(10);
  }

  @Test
  void aBucketIsFilledEvenly() {
    RateLimiter limiter = limited(10, period());
    taken(limiter, "ann", 1, 10);

    advance(period().multipliedBy(15).dividedBy(100));
    assertThat(taken(limiter, "ann", 1, 10)).isEqualTo(1);
    advance(period().multipliedBy(30).dividedBy(100));
    assertThat(taken(limiter, "ann", 1, 10)).isEqualTo(3);
  }

  @Test
  void aBucketIsNeverMoreThanFull() {
    RateLimiter limiter = limited(10, period());
    taken(limiter, "ann", 1, 10);

    advance(period().multipliedBy(2));

    assertThat(taken(limiter, "ann", 1, 30)).isEqualTo(10);
  }

  @Test
  void concurrentCallersGetNoMorePermitsThanThereAre() {
    RateLimiter limiter = limited(50, SLOW);

    List<Integer> taken = Race.run(16, index -> taken(limiter, "ann", 1, 20));

    assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
  }

  @Test
  void concurrentCallersOfSeveralPermitsGetNoMoreThanThereAre() {
    RateLimiter limiter = limited(50, SLOW);

    List<Integer> taken = Race.run(16, index -> taken(limiter, "ann", 7, 20));

    assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(7);
    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isTrue();
    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
  }

  @Test
  void concurrentFirstCallersShareOneBudget() {
    RateLimiter limiter = limited(3, SLOW);
    for (int round = 0; round < 20; round++) {
      String subject = "user-" + round;

      List<Integer> taken = Race.run(8, index -> taken(limiter, subject, 1, 1));

      assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
    }
  }

  @Test
  void permitsAreTakenTogetherOrNotAtAll() {
    RateLimiter limiter = limited(10, SLOW);

    assertThat(limiter.tryAcquire("ann", MESSAGE, 8).allowed()).isTrue();
    assertThat(limiter.tryAcquire("ann", MESSAGE, 3).allowed()).isFalse();
    assertThat(limiter.tryAcquire("ann", MESSAGE, 2).allowed()).isTrue();
    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
  }

  @Test
  void anAllowedRequestHasNoWait() {
    assertThat(limited(10, SLOW).tryAcquire("ann", MESSAGE, 1)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  void aRefusalSaysHowLongToWait() {
    RateLimiter limiter = limited(5, period());
    taken(limiter, "ann", 1, 5);

    Duration retryAfter = limiter.tryAcquire("ann", MESSAGE, 2).retryAfter();

    assertThat(retryAfter).isPositive().isLessThanOrEqualTo(period().multipliedBy(2).dividedBy(5));
    Duration almost = retryAfter.multipliedBy(4).dividedBy(5);
    advance(almost);
    assertThat(limiter.tryAcquire("ann", MESSAGE, 2).allowed()).isFalse();
    advance(retryAfter.minus(almost));
    assertThat(limiter.tryAcquire("ann", MESSAGE, 2).allowed()).isTrue();
  }

  @Test
  void morePermitsTakeALongerWait() {
    RateLimiter limiter = limited(10, SLOW);
    taken(limiter, "ann", 1, 10);

    Duration forOne = limiter.tryAcquire("ann", MESSAGE, 1).retryAfter();
    Duration forTen = limiter.tryAcquire("ann", MESSAGE, 10).retryAfter();

    assertThat(forOne).isBetween(SLOW.dividedBy(11), SLOW.dividedBy(10));
    assertThat(forTen).isBetween(SLOW.multipliedBy(10).dividedBy(11), SLOW);
  }

  @Test
  void aBucketThatIsNotFullIsRemembered() {
    RateLimiter limiter = limited(10, period());
    taken(limiter, "ann", 1, 10);

    advance(period().multipliedBy(65).dividedBy(100));

    assertThat(taken(limiter, "ann", 1, 30)).isEqualTo(6);
  }

  @Test
  void frequentRequestsDoNotSlowTheRefill() {
    RateLimiter limiter = limited(10, period());
    taken(limiter, "ann", 1, 10);

    int taken = 0;
    for (int i = 0; i < 20; i++) {
      advance(period().multipliedBy(3).dividedBy(100));
      taken += taken(limiter, "ann", 1, 2);
    }
    advance(period().multipliedBy(5).dividedBy(100));
    taken += taken(limiter, "ann", 1, 2);

    assertThat(taken).as("of 65 percent of 10").isBetween(6, 9);
  }

  @Test
  void aRefusalCostsNothing() {
    RateLimiter limiter = limited(10, period());
    taken(limiter, "ann", 1, 10);

    assertThat(taken(limiter, "ann", 1, 100)).isZero();

    advance(period().multipliedBy(15).dividedBy(100));
    assertThat(taken(limiter, "ann", 1, 10)).isEqualTo(1);
  }

  @Test
  void morePermitsThanABucketHoldsAreNeverGranted() {
    RateLimiter limiter = limited(10, SLOW);

    assertThat(limiter.tryAcquire("ann", MESSAGE, 11)).isEqualTo(Decision.refused(Decision.NEVER));
    assertThat(limiter.tryAcquire("ann", MESSAGE, 10).allowed()).isTrue();
  }

  @Test
  void eachSubjectHasABudgetOfItsOwn() {
    RateLimiter limiter = limited(2, SLOW);

    for (String subject : HostileText.names()) {
      assertThat(taken(limiter, subject, 1, 4)).as("of %s", subject).isEqualTo(2);
    }
  }

  @Test
  void eachActionHasABudgetOfItsOwn() {
    RateAction own = new RateAction("upload:file");
    RateLimit one = new RateLimit(1, SLOW);
    RateLimiter limiter =
        limiter(
            Map.of(
                MESSAGE,
                one,
                RateAction.PRIVATE_MESSAGE,
                new RateLimit(2, SLOW),
                RateAction.CONNECT,
                one,
                own,
                one,
                new RateAction("upload"),
                one));

    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isTrue();
    assertThat(limiter.tryAcquire("ann", MESSAGE, 1).allowed()).isFalse();
    assertThat(limiter.tryAcquire("ann", RateAction.PRIVATE_MESSAGE, 2).allowed()).isTrue();
    assertThat(limiter.tryAcquire("ann", RateAction.PRIVATE_MESSAGE, 1).allowed()).isFalse();
    assertThat(limiter.tryAcquire("ann", RateAction.CONNECT, 1).allowed()).isTrue();
    assertThat(limiter.tryAcquire("ann", own, 1).allowed()).isTrue();
    assertThat(limiter.tryAcquire("file:ann", new RateAction("upload"), 1).allowed()).isTrue();
    assertThat(limiter.tryAcquire("ann", new RateAction("upload"), 1).allowed()).isTrue();
  }

  @Test
  void anActionWithoutALimitPasses() {
    RateLimiter limiter = limited(1, SLOW);

    for (int i = 0; i < 100; i++) {
      assertThat(limiter.tryAcquire("ann", new RateAction("other"), RateLimiter.MAX_PERMITS))
          .isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  void anActionWithoutALimitIsNotLimited() {
    RateLimiter limiter = limiter(Map.of(MESSAGE, RateLimit.UNLIMITED));

    for (int i = 0; i < 100; i++) {
      assertThat(limiter.tryAcquire("ann", MESSAGE, RateLimiter.MAX_PERMITS))
          .isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  void permitsOutOfRangeAreRefused() {
    RateLimiter limiter = limited(RateLimiter.MAX_PERMITS, SLOW);

    for (int permits : new int[] {Integer.MIN_VALUE, -1, 0, RateLimiter.MAX_PERMITS + 1}) {
      for (RateAction action : List.of(MESSAGE, new RateAction("other"))) {
        assertThatThrownBy(() -> limiter.tryAcquire("ann", action, permits))
            .as("%s permits", permits)
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThat(limiter.tryAcquire("ann", MESSAGE, RateLimiter.MAX_PERMITS).allowed()).isTrue();
  }

  @Test
  void allNodesShareOneBudget() {
    needs(Capability.SHARED);
    Map<RateAction, RateLimit> limits = Map.of(MESSAGE, new RateLimit(50, SLOW));
    List<RateLimiter> nodes = List.of(limiter(limits), limiter(limits), limiter(limits));

    List<Integer> taken =
        Race.run(9, index -> taken(nodes.get(index % nodes.size()), "ann", 1, 20));

    assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(50);
  }

  @Test
  void closingALimiterDoesNotRefillItsBuckets() {
    needs(Capability.SHARED);
    Map<RateAction, RateLimit> limits = Map.of(MESSAGE, new RateLimit(5, SLOW));
    RateLimiter first = limiter(limits);
    assertThat(taken(first, "ann", 1, 3)).isEqualTo(3);
    first.close();

    assertThat(taken(limiter(limits), "ann", 1, 10)).isEqualTo(2);
  }

  @Test
  void closingOneLeavesTheOthersOpen() {
    needs(Capability.SHARED);
    Map<RateAction, RateLimit> limits = Map.of(MESSAGE, new RateLimit(2, SLOW));
    RateLimiter closing = limiter(limits);
    RateLimiter other = limiter(limits);
    closing.tryAcquire("ann", MESSAGE, 1);

    closing.close();

    assertThat(taken(other, "ann", 1, 4)).isEqualTo(1);
  }

  @Test
  void aClosedLimiterRefusesToDecide() {
    RateLimiter limiter = limited(10, SLOW);
    limiter.close();
    limiter.close();

    assertThatThrownBy(() -> limiter.tryAcquire("ann", MESSAGE, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> limiter.tryAcquire("ann", new RateAction("other"), 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void traitsAreConstantAndSayWhetherTheImplementationIsShared() {
    RateLimiter limiter = limited(10, SLOW);

    assertThat(limiter.traits().shared()).isEqualTo(capabilities().contains(Capability.SHARED));
    assertThat(limiter.traits()).isEqualTo(limiter.traits());
  }

  private static int taken(RateLimiter limiter, String subject, int permits, int attempts) {
    int taken = 0;
    for (int i = 0; i < attempts; i++) {
      if (limiter.tryAcquire(subject, MESSAGE, permits).allowed()) {
        taken++;
      }
    }
    return taken;
  }

  private RateLimiter limited(long permits, Duration per) {
    return limiter(Map.of(MESSAGE, new RateLimit(permits, per)));
  }

  private RateLimiter limiter(Map<RateAction, RateLimit> limits) {
    RateLimiter limiter = open(limits);
    opened.add(limiter);
    return limiter;
  }

  private void needs(Capability capability) {
    assumeTrue(capabilities().contains(capability), () -> "the rate limiter is not " + capability);
  }
}

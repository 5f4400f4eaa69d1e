package dev.chatengine.testkit.rate;

import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.testkit.support.Fault;
import dev.chatengine.testkit.support.FaultyRun;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class RateLimiterFaultsTest {

  @ParameterizedTest
  @MethodSource("dev.chatengine.testkit.rate.FaultyRateLimiters#all")
  void theContractNoticesALimiterThat(Fault<Budgets, RateLimiter> fault) {
    FaultyRun.assertNoticed(Run.class, fault);
  }

  @ExtendWith(FaultyRun.class)
  static class Run extends MemoryRateLimiterTest {
    private final Map<Map<RateAction, RateLimit>, Budgets> budgets = new ConcurrentHashMap<>();
    private final Fault<Budgets, RateLimiter> fault;

    Run(String fault) {
      this.fault = Fault.named(fault, FaultyRateLimiters.all());
    }

    @Override
    protected RateLimiter open(Map<RateAction, RateLimit> limits) {
      return fault.make().apply(budgets.computeIfAbsent(limits, each -> new Budgets(each, clock)));
    }

    @Override
    protected Set<Capability> capabilities() {
      return Set.of(Capability.SHARED);
    }
  }
}

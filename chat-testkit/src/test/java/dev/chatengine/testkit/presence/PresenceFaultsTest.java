package dev.chatengine.testkit.presence;

import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.testkit.ManualClock;
import dev.chatengine.testkit.support.Fault;
import dev.chatengine.testkit.support.FaultyRun;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class PresenceFaultsTest {

  @ParameterizedTest
  @MethodSource("dev.chatengine.testkit.presence.FaultyRegistries#all")
  void theContractNoticesARegistryThat(Fault<PresenceRegistry, PresenceRegistry> fault) {
    FaultyRun.assertNoticed(Run.class, fault);
  }

  @ExtendWith(FaultyRun.class)
  static class Run extends PresenceRegistryContract {
    private final ManualClock clock = new ManualClock();
    private final MemoryPresenceRegistry first =
        MemoryPresenceRegistry.builder().nanoClock(clock::nanoTime).shared(true).build();
    private final Fault<PresenceRegistry, PresenceRegistry> fault;

    Run(String fault) {
      this.fault = Fault.named(fault, FaultyRegistries.all());
    }

    @Override
    protected PresenceRegistry open() {
      return fault.make().apply(first.another());
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
}

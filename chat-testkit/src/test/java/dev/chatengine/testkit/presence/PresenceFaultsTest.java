package dev.chatengine.testkit.presence;

import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.testkit.support.Fault;
import dev.chatengine.testkit.support.FaultyRun;
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
  static class Run extends SharedMemoryPresenceRegistryTest {
    private final Fault<PresenceRegistry, PresenceRegistry> fault;

    Run(String fault) {
      this.fault = Fault.named(fault, FaultyRegistries.all());
    }

    @Override
    protected PresenceRegistry open() {
      return fault.make().apply(super.open());
    }
  }
}

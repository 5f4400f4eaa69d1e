package dev.chatengine.testkit.bus;

import dev.chatengine.spi.Broadcaster;
import dev.chatengine.testkit.support.Fault;
import dev.chatengine.testkit.support.FaultyRun;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class BroadcasterFaultsTest {

  @ParameterizedTest
  @MethodSource("dev.chatengine.testkit.bus.FaultyBroadcasters#all")
  void theContractNoticesABroadcasterThat(Fault<InterruptibleBus, Broadcaster> fault) {
    FaultyRun.assertNoticed(Run.class, fault);
  }

  @ExtendWith(FaultyRun.class)
  static class Run extends BroadcasterContract {
    private final InterruptibleBus bus = new InterruptibleBus();
    private final Fault<InterruptibleBus, Broadcaster> fault;

    Run(String fault) {
      this.fault = Fault.named(fault, FaultyBroadcasters.all());
    }

    @Override
    protected Broadcaster open() {
      return fault.make().apply(bus);
    }

    @Override
    protected void cutOff() {
      bus.cutOff();
    }

    @Override
    protected void reconnect() {
      bus.reconnect();
    }

    @Override
    protected Set<Capability> capabilities() {
      return EnumSet.allOf(Capability.class);
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(300);
    }
  }
}

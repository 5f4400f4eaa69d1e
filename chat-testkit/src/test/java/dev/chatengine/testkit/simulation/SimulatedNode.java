package dev.chatengine.testkit.simulation;

import dev.chatengine.ChatEngine;
import dev.chatengine.testkit.ManualScheduler;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One engine of a simulated cluster, and what can befall it. */
final class SimulatedNode {
  final String name;
  final MortalScheduler scheduler;
  final SimulatedBus.End bus;
  private @Nullable ChatEngine engine;
  private boolean cut;

  SimulatedNode(String name, ManualScheduler scheduler, SimulatedBus.End bus) {
    this.name = name;
    this.scheduler = new MortalScheduler(scheduler);
    this.bus = bus;
  }

  void start(UnaryOperator<ChatEngine.Builder> options) {
    engine = options.apply(ChatEngine.builder().nodeId(name).scheduler(scheduler)).build();
  }

  ChatEngine engine() {
    return Objects.requireNonNull(engine);
  }

  /** Takes the store, the registry and the bus away from it, or gives them back. */
  void cut(boolean off) {
    cut = off;
    bus.cut(off);
  }

  boolean isCut() {
    return cut;
  }

  /** Ends it where it stands. */
  void die() {
    scheduler.die();
    bus.die();
  }
}

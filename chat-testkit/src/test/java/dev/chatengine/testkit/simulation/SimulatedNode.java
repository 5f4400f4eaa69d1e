package dev.chatengine.testkit.simulation;

import dev.chatengine.ChatEngine;
import dev.chatengine.ChatEngineBuilder;
import dev.chatengine.testkit.ManualScheduler;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One engine of a simulated cluster, and its faults. */
final class SimulatedNode {
  final String name;
  final MortalScheduler scheduler;
  final SimulatedBus.End bus;
  final SimulatedListener listener = new SimulatedListener();
  private @Nullable ChatEngine engine;
  private boolean cut;
  private boolean paused;

  SimulatedNode(String name, ManualScheduler scheduler, SimulatedBus.End bus) {
    this.name = name;
    this.scheduler = new MortalScheduler(scheduler);
    this.bus = bus;
  }

  void start(UnaryOperator<ChatEngineBuilder> options) {
    engine =
        options
            .apply(ChatEngine.builder().nodeId(name).scheduler(scheduler).listener(listener))
            .build();
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

  /** Stops it where it stands while time goes on, as a long collection of garbage does. */
  void pause(boolean stop) {
    paused = stop;
    bus.pause(stop);
    scheduler.pause(stop);
  }

  boolean isPaused() {
    return paused;
  }

  /** Ends it where it stands. */
  void die() {
    scheduler.die();
    bus.die();
  }
}

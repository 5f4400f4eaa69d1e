package dev.chatengine.metrics.micrometer;

import dev.chatengine.ChatEngine;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Registers the meters of one engine with one registry. For one thread. */
final class Registrar {
  private final MeterRegistry registry;
  private final Tags common;
  private final Set<Meter> before;
  private final List<Meter> registered = new ArrayList<>();

  Registrar(MeterRegistry registry, Tags common) {
    this.registry = registry;
    this.common = common;
    this.before = new HashSet<>(registry.getMeters());
  }

  /**
   * The description of a meter.
   *
   * @param name the name in Micrometer's convention
   * @param description one sentence for users of a monitoring tool
   * @param unit the base unit; null if the name says what is counted
   */
  record Description(String name, String description, @Nullable String unit) {}

  void gauge(Description what, Tags own, ChatEngine engine, ToDoubleFunction<ChatEngine> value) {
    add(
        Gauge.builder(what.name(), engine, value)
            .description(what.description())
            .baseUnit(what.unit())
            .tags(common.and(own))
            .register(registry));
  }

  void counter(Description what, Tags own, ChatEngine engine, ToDoubleFunction<ChatEngine> count) {
    add(
        FunctionCounter.builder(what.name(), engine, count)
            .description(what.description())
            .baseUnit(what.unit())
            .tags(common.and(own))
            .register(registry));
  }

  Timer timer(Description what, Tags own) {
    return add(
        Timer.builder(what.name())
            .description(what.description())
            .tags(common.and(own))
            .register(registry));
  }

  DistributionSummary summary(Description what) {
    return add(
        DistributionSummary.builder(what.name())
            .description(what.description())
            .baseUnit(what.unit())
            .tags(common)
            .register(registry));
  }

  /** The meters registered so far. */
  List<Meter> registered() {
    return registered;
  }

  /** If a meter exists already, a registry returns the existing one without an error. */
  private <M extends Meter> M add(M meter) {
    if (before.contains(meter)) {
      throw new IllegalStateException(
          "the registry has a meter "
              + meter.getId().getName()
              + " already: give each engine tags of its own, or close the metrics of a closed"
              + " engine");
    }
    registered.add(meter);
    return meter;
  }
}

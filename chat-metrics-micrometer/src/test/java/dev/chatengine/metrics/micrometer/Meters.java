package dev.chatengine.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.ChatEngine;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.TreeMap;

/** What the meters of an engine show, and by how much they have moved. */
final class Meters {
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ChatEngineMetrics metrics;
  private Map<String, Double> before;

  Meters(ChatEngine engine) {
    metrics = new ChatEngineMetrics(engine);
    metrics.bindTo(registry);
    before = values();
  }

  /** All values that are counts or are of this moment, as in {@code chat.joins{outcome=joined}}. */
  Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    for (Meter meter : registry.getMeters()) {
      StringBuilder name = new StringBuilder(meter.getId().getName());
      meter
          .getId()
          .getTags()
          .forEach(
              tag ->
                  name.append('{')
                      .append(tag.getKey())
                      .append('=')
                      .append(tag.getValue())
                      .append('}'));
      for (Measurement measurement : meter.measure()) {
        if (measurement.getStatistic() == Statistic.COUNT
            || measurement.getStatistic() == Statistic.VALUE) {
          values.put(name.toString(), measurement.getValue());
        }
      }
    }
    return values;
  }

  double value(String name) {
    Double value = values().get(name);
    assertThat(value).as(name).isNotNull();
    return value == null ? Double.NaN : value;
  }

  /** What has moved, and by how much, since this was asked last. */
  Map<String, Double> moved() {
    Map<String, Double> now = values();
    Map<String, Double> moved = new TreeMap<>();
    now.forEach(
        (name, value) -> {
          double change = value - before.getOrDefault(name, 0.0);
          if (change != 0) {
            moved.put(name, change);
          }
        });
    before = now;
    return moved;
  }
}

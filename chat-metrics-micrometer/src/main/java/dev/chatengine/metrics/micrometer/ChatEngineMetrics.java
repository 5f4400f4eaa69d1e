package dev.chatengine.metrics.micrometer;

import dev.chatengine.ChatEngine;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Binds a running engine to a host's registry: connections, rooms, messages, deliveries, refusals
 * and closes by cause, appends to the store, and the availability of plug-ins.
 *
 * <pre>{@code
 * ChatEngineMetrics metrics = new ChatEngineMetrics(engine, Tags.of("node", "a"));
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <p>The tags have fixed sets of values: outcomes, codes, causes, plug-ins. Rooms and users are no
 * tags, so clients cannot add meters. Counts are read from the engine when the registry asks; only
 * appends to the store are recorded one by one.
 *
 * <p>The meters refer to the engine weakly; the host keeps it. Safe for all threads.
 */
public final class ChatEngineMetrics implements MeterBinder, AutoCloseable {
  private final ChatEngine engine;
  private final Tags tags;
  private final Map<MeterRegistry, Binding> bindings = new HashMap<>();

  private record Binding(List<Meter> meters, ChatEngine.ListenerHandle recorder) {}

  /**
   * The metrics of the only engine of a registry.
   *
   * @param engine the engine
   */
  public ChatEngineMetrics(ChatEngine engine) {
    this(engine, Tags.empty());
  }

  /**
   * The metrics of one of several engines, distinguished by tags.
   *
   * @param engine the engine
   * @param tags the tags of every meter; engines of one registry have the same keys and differ in a
   *     value
   */
  public ChatEngineMetrics(ChatEngine engine, Iterable<Tag> tags) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.tags = Tags.of(tags);
  }

  /**
   * Registers the meters. Without effect if they are registered already.
   *
   * @param registry the host's registry
   * @throws IllegalStateException if the registry has one of these meters with the same tags, which
   *     would keep showing its first object. Then nothing is registered
   */
  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    if (bindings.containsKey(registry)) {
      return;
    }
    Registrar registrar = new Registrar(registry, tags);
    AppendMeters appends;
    try {
      EngineMeters.register(engine, registrar);
      appends = AppendMeters.register(registrar);
    } catch (RuntimeException e) {
      registrar.registered().forEach(registry::remove);
      throw e;
    }
    bindings.put(
        registry,
        new Binding(new ArrayList<>(registrar.registered()), engine.addMetricsRecorder(appends)));
  }

  /** Removes the meters from all registries, and stops recording. */
  @Override
  public synchronized void close() {
    bindings.forEach(
        (registry, binding) -> {
          binding.recorder().close();
          binding.meters().forEach(registry::remove);
        });
    bindings.clear();
  }
}

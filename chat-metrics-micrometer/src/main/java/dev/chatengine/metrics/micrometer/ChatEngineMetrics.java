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
 * Binds a running engine to a host's registry: connections, rooms, messages, deliveries, what was
 * refused and closed and why, what the store takes, and whether the parts can be reached.
 *
 * <pre>{@code
 * ChatEngineMetrics metrics = new ChatEngineMetrics(engine, Tags.of("node", "a"));
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <p>The tags of the meters are fixed sets: outcomes, codes, causes, parts. Neither a room nor a
 * user is among them, so the number of meters does not depend on what clients do. Counts are read
 * from the engine when the registry asks; only appends to the store are recorded one by one.
 *
 * <p>The meters hold the engine weakly; the host holds it. Safe for all threads.
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
   * The metrics of one of several engines, told apart by tags.
   *
   * @param engine the engine
   * @param tags are on every meter; engines of one registry have the same keys and differ in a
   *     value
   */
  public ChatEngineMetrics(ChatEngine engine, Iterable<Tag> tags) {
    this.engine = Objects.requireNonNull(engine, "engine");
    this.tags = Tags.of(tags);
  }

  /**
   * Registers the meters. Without effect if they are registered there already.
   *
   * @param registry the host's registry
   * @throws IllegalStateException if the registry has one of these meters already, with the same
   *     tags: it would go on to show what it was registered for, and nothing of this engine.
   *     Nothing is registered then
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

  /** Takes the meters out of all registries, and records nothing more. */
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

package dev.chatengine.examples.server;

import dev.chatengine.ChatEngine;
import dev.chatengine.metrics.micrometer.ChatEngineMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The metrics of an engine and its process, for Prometheus. Safe for all threads. */
final class ServerMetrics implements AutoCloseable {
  /** The upper bounds of the buckets of appends, in milliseconds. */
  private static final double[] BUCKETS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  ServerMetrics(ChatEngine engine) {
    registry.config().meterFilter(new AppendBuckets());
    new ChatEngineMetrics(engine).bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** The current metrics, in Prometheus' text format. */
  byte[] scrape() {
    return registry.scrape().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  /** Counts appends in buckets, so that Prometheus can compute percentiles over all nodes. */
  private static final class AppendBuckets implements MeterFilter {
    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
      if (!id.getName().equals("chat.store.append")) {
        return config;
      }
      double[] nanos = BUCKETS.clone();
      for (int i = 0; i < nanos.length; i++) {
        nanos[i] *= TimeUnit.MILLISECONDS.toNanos(1);
      }
      return DistributionStatisticConfig.builder()
          .serviceLevelObjectives(nanos)
          .build()
          .merge(config);
    }
  }
}

package dev.chatengine.metrics.micrometer;

import dev.chatengine.metrics.micrometer.Registrar.Description;
import dev.chatengine.spi.MetricsRecorder;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How long appends take, and how many messages go together. Safe for all threads. */
final class AppendMeters implements MetricsRecorder {
  private static final Description LATENCY =
      new Description(
          "chat.store.append", "How long the store took to append what was given to it", null);
  private static final Description BATCH =
      new Description(
          "chat.store.append.batch",
          "How many messages were given to the store at once",
          "messages");

  private final Timer answered;
  private final Timer failed;
  private final DistributionSummary batch;

  private AppendMeters(Timer answered, Timer failed, DistributionSummary batch) {
    this.answered = answered;
    this.failed = failed;
    this.batch = batch;
  }

  static AppendMeters register(Registrar registrar) {
    return new AppendMeters(
        registrar.timer(LATENCY, Tags.of("outcome", "answered")),
        registrar.timer(LATENCY, Tags.of("outcome", "failed")),
        registrar.summary(BATCH));
  }

  @Override
  public void appended(int messages, long nanos, boolean wasAnswered) {
    (wasAnswered ? answered : failed).record(nanos, TimeUnit.NANOSECONDS);
    batch.record(messages);
  }
}

package dev.chatengine.metrics.micrometer;

import dev.chatengine.metrics.micrometer.Registrar.Description;
import dev.chatengine.spi.MetricsRecorder;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The duration of appends, and the number of messages in each. Safe for all threads. */
final class AppendMeters implements MetricsRecorder {
  private static final Description LATENCY =
      new Description("chat.store.append", "Duration of an append to the store", null);
  private static final Description BATCH =
      new Description("chat.store.append.batch", "Messages in one append", "messages");

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

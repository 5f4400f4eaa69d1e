package dev.chatengine.engine.telemetry;

import dev.chatengine.spi.MetricsRecorder;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's recorders of measurements. Safe for all threads. */
public final class Recorders {
  private static final Logger LOG = LoggerFactory.getLogger(Recorders.class);

  private final CopyOnWriteArrayList<MetricsRecorder> recorders = new CopyOnWriteArrayList<>();

  private final EventLog log;

  public Recorders(EventLog log) {
    this.log = log;
  }

  public void add(MetricsRecorder recorder) {
    recorders.add(recorder);
  }

  public void remove(MetricsRecorder recorder) {
    recorders.remove(recorder);
  }

  /** See {@link MetricsRecorder#appended}. */
  public void appended(int messages, long nanos, boolean answered) {
    for (MetricsRecorder recorder : recorders) {
      try {
        recorder.appended(messages, nanos, answered);
      } catch (Throwable e) {
        log.warn(LOG, "A metrics recorder failed", e);
      }
    }
  }
}

package dev.chatengine.benchmarks.load.client;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The counters of a client for the measured window of a run. */
public final class Measured {
  private static final long LONGEST = TimeUnit.HOURS.toNanos(1);
  private static final int DIGITS = 3;

  private final Histogram latencies = new Histogram(LONGEST, DIGITS);
  private boolean on;
  private long since;
  private long nanos;
  private long busy;
  private long deliveries;
  private long sent;
  private long reads;
  private long frames;
  private long bytes;

  /** Starts again. */
  public void start(long now) {
    latencies.reset();
    since = now;
    busy = 0;
    deliveries = 0;
    sent = 0;
    reads = 0;
    frames = 0;
    bytes = 0;
    on = true;
  }

  public void stop(long now) {
    nanos = now - since;
    on = false;
  }

  public void sent() {
    if (on) {
      sent++;
    }
  }

  public void read() {
    if (on) {
      reads++;
    }
  }

  /** Counts a text frame of any type. */
  public void frame(int length) {
    if (on) {
      frames++;
      bytes += length;
    }
  }

  /** Counts a message with its latency in nanoseconds. */
  void delivered(long latency) {
    if (on) {
      deliveries++;
      latencies.recordValue(Math.max(0, Math.min(latency, LONGEST)));
    }
  }

  /** Counts a time of work, in nanoseconds. */
  void worked(long time) {
    if (on) {
      busy += time;
    }
  }

  public double seconds() {
    return nanos / 1e9;
  }

  public long deliveries() {
    return deliveries;
  }

  public long messagesSent() {
    return sent;
  }

  public long frames() {
    return frames;
  }

  public long bytes() {
    return bytes;
  }

  /** How many deliveries one read got, which is at most what the server joined in one write. */
  public double deliveriesPerRead() {
    return reads == 0 ? 0 : (double) deliveries / reads;
  }

  /** The fraction of the time in which the client worked. */
  public double busy() {
    return nanos == 0 ? 0 : (double) busy / nanos;
  }

  /** In microseconds. */
  public double percentile(double percent) {
    return latencies.getValueAtPercentile(percent) / 1e3;
  }

  /** In microseconds. */
  public double longest() {
    return latencies.getMaxValue() / 1e3;
  }
}

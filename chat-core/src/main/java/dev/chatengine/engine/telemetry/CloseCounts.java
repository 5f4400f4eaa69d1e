package dev.chatengine.engine.telemetry;

import dev.chatengine.spi.CloseCode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many connections ended with which close code. A client may close with any code, so only those
 * of the protocol and of RFC 6455 have their own counts. Safe for all threads.
 */
public final class CloseCounts {
  /** The key for all codes that have no count of their own. */
  public static final int OTHER = 0;

  private static final int FIRST_REGISTERED = 1000;
  private static final int LAST_REGISTERED = 1015;

  /** Never changed, so that it can be read by all threads. */
  private final Map<Integer, LongAdder> counts = new TreeMap<>();

  CloseCounts() {
    counts.put(OTHER, new LongAdder());
    for (int code = FIRST_REGISTERED; code <= LAST_REGISTERED; code++) {
      counts.put(code, new LongAdder());
    }
    for (CloseCode code : CloseCode.values()) {
      counts.put(code.code(), new LongAdder());
    }
  }

  public void increment(int code) {
    LongAdder own = counts.get(code);
    LongAdder count = own == null ? counts.get(OTHER) : own;
    if (count != null) {
      count.increment();
    }
  }

  /** The counts of this moment, in the order of the codes. */
  public Map<Integer, Long> sums() {
    Map<Integer, Long> sums = new TreeMap<>();
    counts.forEach((code, count) -> sums.put(code, count.sum()));
    return sums;
  }
}

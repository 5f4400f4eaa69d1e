package dev.chatengine.engine.telemetry;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** One count for each constant of an enum, and no others. Safe for all threads. */
public final class EnumCounters<K extends Enum<K>> {
  private final Class<K> type;

  /** Never changed, so that it can be read by all threads. */
  private final Map<K, LongAdder> counts;

  private EnumCounters(Class<K> type) {
    this.type = type;
    counts = new EnumMap<>(type);
    for (K key : type.getEnumConstants()) {
      counts.put(key, new LongAdder());
    }
  }

  public static <K extends Enum<K>> EnumCounters<K> of(Class<K> type) {
    return new EnumCounters<>(type);
  }

  public void increment(K key) {
    LongAdder count = counts.get(key);
    if (count != null) {
      count.increment();
    }
  }

  /** The counts of this moment, one for each constant. */
  public Map<K, Long> sums() {
    Map<K, Long> sums = new EnumMap<>(type);
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}

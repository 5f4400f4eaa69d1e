package dev.chatengine.benchmarks.load.client;

import java.util.Map;
import java.util.TreeMap;

/**
 * The faults of a run; there should be none.
 *
 * @param gaps messages that were skipped: a later one arrived instead
 * @param duplicates messages that arrived twice or too late
 * @param missing messages that had not arrived in the end
 * @param misrouted messages of another room
 * @param damaged messages that were altered
 * @param disconnects connections that were lost
 * @param errors the server's error messages, and how often each came
 */
public record Verification(
    long gaps,
    long duplicates,
    long missing,
    long misrouted,
    long damaged,
    long disconnects,
    Map<String, Long> errors) {

  /** The faults of both. */
  public Verification and(Verification other) {
    Map<String, Long> all = new TreeMap<>(errors);
    other.errors.forEach((error, count) -> all.merge(error, count, Long::sum));
    return new Verification(
        gaps + other.gaps,
        duplicates + other.duplicates,
        missing + other.missing,
        misrouted + other.misrouted,
        damaged + other.damaged,
        disconnects + other.disconnects,
        Map.copyOf(all));
  }

  /** These faults, with more missing messages. */
  public Verification andMissing(long more) {
    return new Verification(
        gaps, duplicates, missing + more, misrouted, damaged, disconnects, errors);
  }

  /** The number of faults of all kinds. */
  public long faults() {
    long errorCount = errors.values().stream().mapToLong(Long::longValue).sum();
    return gaps + duplicates + missing + misrouted + damaged + disconnects + errorCount;
  }

  public boolean isClean() {
    return faults() == 0;
  }
}

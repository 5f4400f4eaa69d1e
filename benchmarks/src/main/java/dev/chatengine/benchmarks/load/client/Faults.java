package dev.chatengine.benchmarks.load.client;

import java.util.Map;
import java.util.TreeMap;

/** Counts the faults on the connections of a client. */
final class Faults {
  private static final int KINDS = 32;
  private static final String OTHERS = "others";

  private final Map<String, Long> errors = new TreeMap<>();
  private final Map<String, Long> causes = new TreeMap<>();
  private long damaged;

  /** A message was altered. */
  void damaged() {
    damaged++;
  }

  /** The server sent an error. */
  void error(String message) {
    count(errors, message);
  }

  /** A connection was lost. */
  void lost(String cause) {
    count(causes, cause);
  }

  private static void count(Map<String, Long> counts, String text) {
    String key = counts.size() < KINDS || counts.containsKey(text) ? text : OTHERS;
    counts.merge(key, 1L, Long::sum);
  }

  /** The causes of lost connections, with their numbers. */
  Map<String, Long> causes() {
    return causes;
  }

  Map<String, Long> errors() {
    return errors;
  }

  long disconnects() {
    return causes.values().stream().mapToLong(Long::longValue).sum();
  }

  Verification with(Verifier verifier, int[] sent) {
    return new Verification(
        verifier.gaps(),
        verifier.duplicates(),
        verifier.missing(sent),
        verifier.misrouted(),
        damaged,
        disconnects(),
        Map.copyOf(errors));
  }
}

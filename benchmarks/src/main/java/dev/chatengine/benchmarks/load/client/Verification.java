package dev.chatengine.benchmarks.load.client;

import java.util.Map;
import java.util.TreeMap;

/**
 * What went wrong in a run; nothing should.
 *
 * @param gaps messages in whose place a later one came
 * @param doubles messages that came twice or too late
 * @param missing messages that had not come in the end
 * @param misrouted messages of another room
 * @param damaged messages that were not as they were sent
 * @param disconnects connections that were lost
 * @param errors what the server said was wrong, and how often
 */
public record Verification(
    long gaps,
    long doubles,
    long missing,
    long misrouted,
    long damaged,
    long disconnects,
    Map<String, Long> errors) {

  /** What went wrong here or there. */
  public Verification and(Verification other) {
    Map<String, Long> all = new TreeMap<>(errors);
    other.errors.forEach((error, count) -> all.merge(error, count, Long::sum));
    return new Verification(
        gaps + other.gaps,
        doubles + other.doubles,
        missing + other.missing,
        misrouted + other.misrouted,
        damaged + other.damaged,
        disconnects + other.disconnects,
        Map.copyOf(all));
  }

  /** The same with so many more that are missing. */
  public Verification andMissing(long more) {
    return new Verification(gaps, doubles, missing + more, misrouted, damaged, disconnects, errors);
  }

  /** How much went wrong, of whatever kind. */
  public long faults() {
    long said = errors.values().stream().mapToLong(Long::longValue).sum();
    return gaps + doubles + missing + misrouted + damaged + disconnects + said;
  }

  public boolean isClean() {
    return faults() == 0;
  }
}

package dev.chatengine.benchmarks.load;

import java.util.Map;

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
record Verification(
    long gaps,
    long doubles,
    long missing,
    long misrouted,
    long damaged,
    long disconnects,
    Map<String, Long> errors) {

  long faults() {
    long said = errors.values().stream().mapToLong(Long::longValue).sum();
    return gaps + doubles + missing + misrouted + damaged + disconnects + said;
  }

  boolean isClean() {
    return faults() == 0;
  }
}

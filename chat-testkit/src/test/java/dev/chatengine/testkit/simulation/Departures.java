package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of a run and who has seen them: no client sees a leave of a user who lost a connection
 * and returned in time.
 */
final class Departures {
  private final Map<String, Integer> expected = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();

  /** A user leaves a room, or will be taken out of it. */
  void expect(@Nullable String userId, String room) {
    expected.merge(userId + " " + room, 1, Integer::sum);
  }

  /** Everything has come to rest: what was expected until now was seen, or will not be. */
  void forget() {
    expected.clear();
    seen.clear();
  }

  void seen(String watcher, String userId, String room) {
    seen.merge(watcher + " " + userId + " " + room, 1, Integer::sum);
  }

  /** Nobody has seen a user leave a room oftener than it did. */
  void areNoMoreThanThereWere(String userId) {
    seen.forEach(
        (key, times) -> {
          String[] parts = key.split(" ");
          if (parts[1].equals(userId)) {
            assertThat(times)
                .as("how often %s has seen %s leave %s", (Object[]) parts)
                .isLessThanOrEqualTo(expected.getOrDefault(parts[1] + " " + parts[2], 0));
          }
        });
  }
}

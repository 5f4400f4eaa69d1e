package dev.chatengine.spi;

import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One client's session, as it is registered.
 *
 * @param sessionId unique among all sessions
 * @param nodeId the node that serves the session; for a parked session, the node that served it
 *     last
 * @param user the user as it is now, with its name if it has one
 * @param nameAge for how long the user has had its name, 0 or more; 0 without a name. It is
 *     measured by a monotonic clock, such as {@link System#nanoTime()}
 * @param rooms the rooms of the session
 * @param tokenHash the hash of the resume token, or null if the session cannot be resumed
 */
public record SessionRecord(
    String sessionId,
    String nodeId,
    User user,
    Duration nameAge,
    Set<Room> rooms,
    @Nullable String tokenHash) {
  /**
   * Copies the set, and keeps its order.
   *
   * @param sessionId see the record
   * @param nodeId see the record
   * @param user see the record
   * @param nameAge see the record
   * @param rooms see the record
   * @param tokenHash see the record
   * @throws IllegalArgumentException if {@code nameAge} is negative
   */
  public SessionRecord {
    if (nameAge.isNegative()) {
      throw new IllegalArgumentException("nameAge is " + nameAge + ", not 0 or more");
    }
    rooms.forEach(Objects::requireNonNull);
    rooms = Collections.unmodifiableSet(new LinkedHashSet<>(rooms));
  }

  /** Leaves the hash of the token out. */
  @Override
  public String toString() {
    return "SessionRecord[" + sessionId + " on " + nodeId + ", " + user + ", " + rooms + "]";
  }
}

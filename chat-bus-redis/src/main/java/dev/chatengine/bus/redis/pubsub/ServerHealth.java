package dev.chatengine.bus.redis.pubsub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether messages arrive from one server. Immutable.
 *
 * @param up whether a connection exists on which all subscriptions are in force
 * @param since when {@code up} last changed
 * @param reason why not, without credentials; null if {@code up}
 * @param connectedBefore whether {@code up} has ever been true
 * @param failedTries how many tries to connect have failed since {@code up} was last true
 */
public record ServerHealth(
    boolean up, Instant since, @Nullable String reason, boolean connectedBefore, int failedTries) {

  /** The health of a server before the first try to connect. */
  static ServerHealth unconnected() {
    return down(Instant.now(), "no connection has been made to it yet");
  }

  static ServerHealth down(Instant since, String reason) {
    return new ServerHealth(false, since, reason, false, 0);
  }

  /** All subscriptions are in force. */
  ServerHealth restored() {
    return new ServerHealth(true, Instant.now(), null, true, 0);
  }

  /** The connection has ended. */
  ServerHealth lost(String why) {
    return new ServerHealth(false, up ? Instant.now() : since, why, connectedBefore, failedTries);
  }

  /** A try to connect has failed. */
  ServerHealth failed(String why) {
    return new ServerHealth(false, since, why, connectedBefore, failedTries + 1);
  }

  /** Whether the connection had been lost, or could not be made, before it was restored. */
  boolean mayHaveMissed() {
    return connectedBefore || failedTries > 0;
  }
}

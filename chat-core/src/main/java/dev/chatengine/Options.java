package dev.chatengine;

import dev.chatengine.engine.PluginCalls.PoolSettings;
import dev.chatengine.engine.Settings;
import dev.chatengine.model.Message;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.RateLimit;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of an engine's options, each checked where it is set and refused by its name. */
final class Options {
  private static final long MIN_QUEUED_BYTES = 64 << 10;
  private static final long MAX_QUEUED_BYTES = 1 << 30;
  private static final int MAX_SESSIONS = 10_000_000;
  private static final Duration MIN_DEADLINE = Duration.ofMillis(1);
  private static final Duration MAX_DEADLINE = Duration.ofMinutes(10);
  private static final Duration MIN_LEASE = Duration.ofSeconds(1);
  private static final Duration MAX_LEASE = Duration.ofMinutes(10);

  /** It is renewed after one part, runs out after two, and is found to have run out after three. */
  private static final int PARTS_OF_LEASE = 3;

  /** What JSON makes of a control character: a backslash, u and four digits. */
  private static final long MAX_BYTES_PER_UNIT = 6;

  /** The fields of a message beside its content, names and ids at their longest. */
  private static final long MESSAGE_OVERHEAD = 4_096;

  private @Nullable String nodeId;
  private @Nullable RateLimit connectionRate;
  private @Nullable Integer historyOnJoin;
  private @Nullable Integer maxContentLength;
  private @Nullable Integer maxUsernameLength;
  private @Nullable Integer maxRoomNameLength;
  private @Nullable Long maxQueuedBytes;
  private @Nullable Integer maxSessions;
  private @Nullable Duration pluginDeadline;
  private @Nullable Duration lease;

  void nodeId(String value) {
    Objects.requireNonNull(value, "nodeId");
    try {
      nodeId = once("nodeId", nodeId, new NodeAddress(value).nodeId());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("nodeId: " + e.getMessage(), e);
    }
  }

  void connectionRate(RateLimit value) {
    connectionRate = once("connectionRate", connectionRate, value);
  }

  void historyOnJoin(int value) {
    historyOnJoin =
        once(
            "historyOnJoin",
            historyOnJoin,
            range("historyOnJoin", value, 0, MessageStore.MAX_LIMIT));
  }

  void maxContentLength(int value) {
    maxContentLength =
        once(
            "maxContentLength",
            maxContentLength,
            range("maxContentLength", value, 1, Message.MAX_CONTENT_LENGTH));
  }

  void maxUsernameLength(int value) {
    maxUsernameLength =
        once(
            "maxUsernameLength",
            maxUsernameLength,
            range("maxUsernameLength", value, 2, User.MAX_NAME_LENGTH));
  }

  void maxRoomNameLength(int value) {
    maxRoomNameLength =
        once(
            "maxRoomNameLength",
            maxRoomNameLength,
            range("maxRoomNameLength", value, 1, Room.MAX_NAME_LENGTH));
  }

  void maxQueuedBytes(long value) {
    if (value < MIN_QUEUED_BYTES || value > MAX_QUEUED_BYTES) {
      throw new IllegalArgumentException(
          "maxQueuedBytes is " + value + ", not " + MIN_QUEUED_BYTES + " to " + MAX_QUEUED_BYTES);
    }
    maxQueuedBytes = once("maxQueuedBytes", maxQueuedBytes, value);
  }

  void maxSessions(int value) {
    maxSessions = once("maxSessions", maxSessions, range("maxSessions", value, 1, MAX_SESSIONS));
  }

  void pluginDeadline(Duration value) {
    pluginDeadline =
        once(
            "pluginDeadline",
            pluginDeadline,
            range("pluginDeadline", value, MIN_DEADLINE, MAX_DEADLINE));
  }

  void lease(Duration value) {
    lease = once("lease", lease, range("lease", value, MIN_LEASE, MAX_LEASE));
  }

  /** Refuses an option that is set already. */
  <T> T once(String name, @Nullable T before, T value) {
    Objects.requireNonNull(value, name);
    if (before != null) {
      throw new IllegalStateException(name + " is set already");
    }
    return value;
  }

  Settings settings(String randomNodeId) {
    Settings defaults = Settings.defaults(nodeId == null ? randomNodeId : nodeId);
    PoolSettings pool = defaults.pool();
    requireRoomForAMessage(
        or(maxQueuedBytes, defaults.maxQueuedBytes()),
        or(maxContentLength, defaults.maxContentLength()));
    return new Settings(
        defaults.nodeId(),
        or(connectionRate, defaults.connectionRate()),
        or(historyOnJoin, defaults.historyOnJoin()),
        or(maxUsernameLength, defaults.maxUsernameLength()),
        or(maxRoomNameLength, defaults.maxRoomNameLength()),
        or(maxContentLength, defaults.maxContentLength()),
        or(maxQueuedBytes, defaults.maxQueuedBytes()),
        or(maxSessions, defaults.maxSessions()),
        defaults.maxMissed(),
        defaults.maxRooms(),
        defaults.lanes(),
        lease == null ? defaults.lease() : part(lease).multipliedBy(PARTS_OF_LEASE - 1),
        lease == null ? defaults.leaseRenewal() : part(lease),
        defaults.grace(),
        defaults.heartbeat(),
        new PoolSettings(pool.threads(), pool.queue(), or(pluginDeadline, pool.deadline())));
  }

  /** A message that alone is over the bound would close every member of its room. */
  private static void requireRoomForAMessage(long queuedBytes, int contentLength) {
    long needed = 2 * (MAX_BYTES_PER_UNIT * contentLength + MESSAGE_OVERHEAD);
    if (queuedBytes < needed) {
      throw new IllegalArgumentException(
          "maxQueuedBytes is "
              + queuedBytes
              + ", not at least "
              + needed
              + " as a maxContentLength of "
              + contentLength
              + " needs");
    }
  }

  private static Duration part(Duration lease) {
    return lease.dividedBy(PARTS_OF_LEASE);
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  private static Duration range(String name, Duration value, Duration min, Duration max) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(name + " is " + value + ", not " + min + " to " + max);
    }
    return value;
  }

  private static int range(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", not " + min + " to " + max);
    }
    return value;
  }
}

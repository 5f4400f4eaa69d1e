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
    Objects.requireNonNull(value, "pluginDeadline");
    if (value.compareTo(MIN_DEADLINE) < 0 || value.compareTo(MAX_DEADLINE) > 0) {
      throw new IllegalArgumentException(
          "pluginDeadline is " + value + ", not " + MIN_DEADLINE + " to " + MAX_DEADLINE);
    }
    pluginDeadline = once("pluginDeadline", pluginDeadline, value);
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
        defaults.lease(),
        defaults.leaseRenewal(),
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

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }

  private static int range(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", not " + min + " to " + max);
    }
    return value;
  }
}

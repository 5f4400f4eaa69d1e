package dev.chatengine.engine.context;

import dev.chatengine.engine.plugin.PluginCalls.PoolSettings;
import dev.chatengine.model.Message;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.RateLimit;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a node. Hosts set some of them by {@code ChatEngineBuilder}, which documents them.
 *
 * @param nodeId the id of this node, unique in the cluster
 * @param connectionRate the limit on the frames of one connection
 * @param historyOnJoin how many messages a client gets when it joins a room
 * @param maxUsernameLength in UTF-16 units
 * @param maxRoomNameLength in UTF-16 units
 * @param maxContentLength in UTF-16 units
 * @param maxQueuedBytes how many bytes may be queued for one connection
 * @param maxSessions how many sessions this node serves
 * @param maxMissed how many missed messages a client that returns gets at most
 * @param maxRooms how many rooms one client may be in
 * @param lanes how many lanes the conversations are spread over
 * @param lease how long the node's lease lives unless it is renewed
 * @param leaseRenewal how often the lease is renewed, and expired leases are looked for
 * @param grace how long a session that can be resumed outlives its connection
 * @param heartbeat after how long without a frame a client sends a ping
 * @param pool the bounds of each plug-in's pool
 */
public record Settings(
    String nodeId,
    RateLimit connectionRate,
    int historyOnJoin,
    int maxUsernameLength,
    int maxRoomNameLength,
    int maxContentLength,
    long maxQueuedBytes,
    int maxSessions,
    int maxMissed,
    int maxRooms,
    int lanes,
    Duration lease,
    Duration leaseRenewal,
    Duration grace,
    Duration heartbeat,
    PoolSettings pool) {

  /** The default settings. */
  public static Settings defaults(String nodeId) {
    return new Builder().build(nodeId);
  }

  /**
   * Collects settings, each with a default. Refuses a value that is out of bounds or set twice, by
   * the name of its option, and then changes nothing.
   */
  public static final class Builder {
    private static final long MIN_QUEUED_BYTES = 64 << 10;
    private static final long MAX_QUEUED_BYTES = 1 << 30;
    private static final int MAX_SESSIONS = 10_000_000;
    private static final Duration MIN_DEADLINE = Duration.ofMillis(1);
    private static final Duration MAX_DEADLINE = Duration.ofMinutes(10);
    private static final Duration MIN_LEASE = Duration.ofSeconds(1);
    private static final Duration MAX_LEASE = Duration.ofMinutes(10);

    /**
     * The time within which others notice that a node has died has three parts: a lease is renewed
     * after one, expires after two, and is found to have expired after three.
     */
    private static final int PARTS_OF_LEASE = 3;

    /** The bytes of a control character in JSON: a backslash, u and four digits. */
    private static final long MAX_BYTES_PER_UNIT = 6;

    /** The fields of a message beside its content, names and ids at their longest. */
    private static final long MESSAGE_OVERHEAD = 4_096;

    private final Set<String> named = new HashSet<>();
    private @Nullable String nodeId;
    private RateLimit connectionRate = RateLimit.perSecond(10);
    private int historyOnJoin = 50;
    private int maxContentLength = 1_000;
    private int maxUsernameLength = 20;
    private int maxRoomNameLength = 30;
    private long maxQueuedBytes = 1 << 20;
    private int maxSessions = 1_000_000;
    private Duration pluginDeadline = Duration.ofSeconds(5);
    private Duration lease = Duration.ofSeconds(15);

    public void nodeId(String value) {
      Objects.requireNonNull(value, "nodeId");
      try {
        nodeId = once("nodeId", new NodeAddress(value).nodeId());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("nodeId: " + e.getMessage(), e);
      }
    }

    public void connectionRate(RateLimit value) {
      connectionRate = once("connectionRate", value);
    }

    public void historyOnJoin(int value) {
      historyOnJoin = (int) range("historyOnJoin", value, 0, MessageStore.MAX_LIMIT);
    }

    public void maxContentLength(int value) {
      maxContentLength = (int) range("maxContentLength", value, 1, Message.MAX_CONTENT_LENGTH);
    }

    public void maxUsernameLength(int value) {
      maxUsernameLength = (int) range("maxUsernameLength", value, 2, User.MAX_NAME_LENGTH);
    }

    public void maxRoomNameLength(int value) {
      maxRoomNameLength = (int) range("maxRoomNameLength", value, 1, Room.MAX_NAME_LENGTH);
    }

    public void maxQueuedBytes(long value) {
      maxQueuedBytes = range("maxQueuedBytes", value, MIN_QUEUED_BYTES, MAX_QUEUED_BYTES);
    }

    public void maxSessions(int value) {
      maxSessions = (int) range("maxSessions", value, 1, MAX_SESSIONS);
    }

    public void pluginDeadline(Duration value) {
      pluginDeadline = range("pluginDeadline", value, MIN_DEADLINE, MAX_DEADLINE);
    }

    /** Sets within which time other nodes notice that this node has died. */
    public void lease(Duration value) {
      lease = range("lease", value, MIN_LEASE, MAX_LEASE);
    }

    /**
     * Checks that an option is set for the first time.
     *
     * @throws IllegalStateException if it was set before
     */
    public <T> T once(String name, T value) {
      Objects.requireNonNull(value, name);
      if (!named.add(name)) {
        throw new IllegalStateException(name + " is set already");
      }
      return value;
    }

    /**
     * Makes the settings.
     *
     * @param otherwise the node's id if none was set
     */
    public Settings build(String otherwise) {
      requireRoomForAMessage();
      Duration part = lease.dividedBy(PARTS_OF_LEASE);
      return new Settings(
          nodeId == null ? otherwise : nodeId,
          connectionRate,
          historyOnJoin,
          maxUsernameLength,
          maxRoomNameLength,
          maxContentLength,
          maxQueuedBytes,
          maxSessions,
          10_000,
          100,
          Math.max(2, Runtime.getRuntime().availableProcessors() * 2),
          part.multipliedBy(PARTS_OF_LEASE - 1),
          part,
          Duration.ofSeconds(30),
          Duration.ofSeconds(25),
          new PoolSettings(8, 10_000, pluginDeadline));
    }

    /** One message above the bound would close the connections of all members. */
    private void requireRoomForAMessage() {
      long needed = 2 * (MAX_BYTES_PER_UNIT * maxContentLength + MESSAGE_OVERHEAD);
      if (maxQueuedBytes < needed) {
        throw new IllegalArgumentException(
            "maxQueuedBytes is "
                + maxQueuedBytes
                + ", not at least "
                + needed
                + " as a maxContentLength of "
                + maxContentLength
                + " needs");
      }
    }

    private long range(String name, long value, long min, long max) {
      if (value < min || value > max) {
        throw new IllegalArgumentException(name + " is " + value + ", not " + min + " to " + max);
      }
      return once(name, value);
    }

    private Duration range(String name, Duration value, Duration min, Duration max) {
      Objects.requireNonNull(value, name);
      if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
        throw new IllegalArgumentException(name + " is " + value + ", not " + min + " to " + max);
      }
      return once(name, value);
    }
  }
}

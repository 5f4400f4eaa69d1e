package dev.chatengine.engine;

import dev.chatengine.engine.PluginCalls.PoolSettings;
import dev.chatengine.spi.RateLimit;
import java.time.Duration;

/**
 * The numbers a node goes by; {@code ChatEngine.Builder} documents and checks them.
 *
 * @param nodeId this node's id, unique in the cluster
 * @param connectionRate frames of one connection
 * @param historyOnJoin messages shown on joining
 * @param maxUsernameLength UTF-16 units
 * @param maxRoomNameLength UTF-16 units
 * @param maxContentLength UTF-16 units
 * @param maxQueuedBytes bytes queued for one connection
 * @param maxSessions sessions on this node
 * @param maxMissed messages that a client is sent at most of what it has missed
 * @param maxRooms rooms that one client may be in
 * @param lanes how many sequences share the conversations
 * @param lease how long this node's lease lives unless renewed
 * @param leaseRenewal how often it is renewed, and what has run out is looked for
 * @param grace how long a session that can be resumed outlives its connection
 * @param heartbeat after how long without a frame a client asks whether anybody is there
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

  /** The defaults of everything but the node's id. */
  public static Settings defaults(String nodeId) {
    return new Settings(
        nodeId,
        RateLimit.perSecond(10),
        50,
        20,
        30,
        1_000,
        1 << 20,
        1_000_000,
        10_000,
        100,
        Math.max(2, Runtime.getRuntime().availableProcessors() * 2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(25),
        new PoolSettings(8, 10_000, Duration.ofSeconds(5)));
  }
}

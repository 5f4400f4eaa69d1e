package dev.chatengine.bus.redis.presence;

import dev.chatengine.bus.redis.client.LuaScript;
import dev.chatengine.bus.redis.client.RedisValues;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.SessionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** Runs the scripts of a registry, on the keys of one namespace. Safe for all threads. */
public final class PresenceScripts {
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final UnifiedJedis client;
  private final byte[] hashTag;
  private final LongSupplier timeOffset;
  private final LongSupplier nanoClock;

  /** The clocks at the last renewal; null before the first. */
  private volatile @Nullable Clocks lastRenewal;

  private final LuaScript renew = script("renew");
  private final LuaScript release = script("release");
  private final LuaScript register = script("register");
  private final LuaScript claimName = script("claim-name");
  private final LuaScript join = script("join");
  private final LuaScript leave = script("leave");
  private final LuaScript unregister = script("unregister");
  private final LuaScript park = script("park");
  private final LuaScript takeOver = script("take-over");
  private final LuaScript hold = script("hold");
  private final LuaScript locate = script("locate");
  private final LuaScript members = script("members");
  private final LuaScript versions = script("versions");
  private final LuaScript rooms = script("rooms");
  private final LuaScript expire = script("expire");

  /**
   * Loads the scripts.
   *
   * @param timeOffset microseconds to add to the server's time
   * @param nanoClock nanoseconds by a clock that is never adjusted
   */
  public PresenceScripts(
      UnifiedJedis client, String namespace, LongSupplier timeOffset, LongSupplier nanoClock) {
    this.client = client;
    this.hashTag = RedisValues.bytes("{" + namespace + ":presence}");
    this.timeOffset = timeOffset;
    this.nanoClock = nanoClock;
  }

  private static LuaScript script(String name) {
    return LuaScript.load(
        PresenceScripts.class, "prelude.lua", "names.lua", "session-end.lua", name + ".lua");
  }

  public PresenceReply renew(String node, long timeToLive) {
    long begun = nanoClock.getAsLong();
    PresenceReply reply = run(renew, RedisValues.bytes(node), RedisValues.decimal(timeToLive));
    lastRenewal = new Clocks(Long.parseLong(reply.text(2)), begun);
    return reply;
  }

  public void release(String node) {
    run(release, RedisValues.bytes(node));
  }

  /**
   * Registers a session.
   *
   * @param grace how long the session is kept after its node has gone, in microseconds
   * @param leaseEpoch the epoch of the node's last renewal; empty if there was none
   * @param timeToLive the time to live of the node's last renewal, in microseconds
   */
  public PresenceReply register(
      SessionRecord session,
      long grace,
      long maxSessions,
      long maxRooms,
      String leaseEpoch,
      long timeToLive) {
    User user = session.user();
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(RedisValues.bytes(session.sessionId()));
    arguments.add(RedisValues.bytes(session.nodeId()));
    arguments.add(RedisValues.bytes(user.id()));
    arguments.add(RedisValues.flag(user.known()));
    arguments.add(RedisValues.bytes(user.displayName()));
    arguments.add(UserMetadata.encode(user.metadata()));
    arguments.add(session.tokenHash() == null ? new byte[0] : token(session.tokenHash()));
    arguments.add(RedisValues.decimal(grace));
    arguments.add(RedisValues.decimal(maxSessions));
    arguments.add(RedisValues.decimal(maxRooms));
    arguments.add(RedisValues.bytes(leaseEpoch));
    arguments.add(RedisValues.decimal(timeToLive));
    arguments.add(RedisValues.decimal(micros(session.nameAge())));
    // Sorted, so that equal calls return equal changes.
    session.rooms().stream()
        .map(Room::name)
        .sorted()
        .map(RedisValues::bytes)
        .forEach(arguments::add);
    return run(register, arguments.toArray(byte[][]::new));
  }

  public PresenceReply claimName(String session, String name) {
    return run(claimName, RedisValues.bytes(session), RedisValues.bytes(name));
  }

  public PresenceReply join(String session, String room, int maxRooms) {
    return run(
        join, RedisValues.bytes(session), RedisValues.bytes(room), RedisValues.decimal(maxRooms));
  }

  public PresenceReply leave(String session, String room) {
    return run(leave, RedisValues.bytes(session), RedisValues.bytes(room));
  }

  public PresenceReply unregister(String session) {
    return run(unregister, RedisValues.bytes(session));
  }

  public PresenceReply park(String session) {
    return run(park, RedisValues.bytes(session));
  }

  public PresenceReply takeOver(String token, String newSession, String node, String newToken) {
    return run(
        takeOver,
        RedisValues.bytes(token),
        RedisValues.bytes(newSession),
        RedisValues.bytes(node),
        token(newToken));
  }

  public PresenceReply hold(
      String session, byte[] payload, long cost, long maxOfSession, long maxInAll) {
    return run(
        hold,
        RedisValues.bytes(session),
        payload,
        RedisValues.decimal(cost),
        RedisValues.decimal(maxOfSession),
        RedisValues.decimal(maxInAll));
  }

  public PresenceReply locate(String user) {
    return run(locate, RedisValues.bytes(user));
  }

  public PresenceReply members(String room) {
    return run(members, RedisValues.bytes(room));
  }

  public PresenceReply versions(List<String> names) {
    return run(versions, names.stream().map(RedisValues::bytes).toArray(byte[][]::new));
  }

  public PresenceReply rooms(String after, int limit) {
    return run(rooms, RedisValues.bytes(after), RedisValues.decimal(limit));
  }

  public PresenceReply expire(int limit) {
    return run(expire, RedisValues.decimal(limit));
  }

  /** In the scripts, an empty token stands for none. */
  private static byte[] token(String hash) {
    if (hash.isEmpty()) {
      throw new IllegalArgumentException("the hash of a token is empty");
    }
    return RedisValues.bytes(hash);
  }

  /** A duration in microseconds, rounded up, and capped so that it stays exact in the scripts. */
  public static long micros(Duration duration) {
    Duration bounded = duration.compareTo(LONGEST) < 0 ? duration : LONGEST;
    return (bounded.toNanos() + 999) / 1_000;
  }

  private PresenceReply run(LuaScript script, byte[]... arguments) {
    List<byte[]> all = new ArrayList<>(arguments.length + 1);
    all.add(clocks());
    all.addAll(List.of(arguments));
    return new PresenceReply(script.run(client, hashTag, all));
  }

  /** Lets the scripts notice a change of the server's clock: see prelude.lua. */
  private byte[] clocks() {
    Clocks last = lastRenewal;
    long server = last == null ? 0 : last.server;
    long elapsed =
        last == null ? 0 : TimeUnit.NANOSECONDS.toMicros(nanoClock.getAsLong() - last.nanos);
    return RedisValues.bytes(server + " " + elapsed + " " + timeOffset.getAsLong());
  }

  /** One moment, in microseconds of the server since 1970 and in nanoseconds of this process. */
  private record Clocks(long server, long nanos) {}
}

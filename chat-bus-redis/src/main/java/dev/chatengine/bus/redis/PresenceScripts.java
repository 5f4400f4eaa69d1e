package dev.chatengine.bus.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** Runs the scripts of a registry, on the keys of one namespace. Safe for all threads. */
final class PresenceScripts {
  private static final byte[] YES = {'1'};
  private static final byte[] NO = {'0'};

  private final UnifiedJedis client;
  private final byte[] hashTag;
  private final LongSupplier timeOffset;
  private final LongSupplier nanoClock;

  /** What the clocks showed at the last renewal; null before the first. */
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
   * @param nanoClock nanoseconds by a clock that is never set
   */
  PresenceScripts(
      UnifiedJedis client, String namespace, LongSupplier timeOffset, LongSupplier nanoClock) {
    this.client = client;
    this.hashTag = Utf8.bytes("{" + namespace + ":presence}");
    this.timeOffset = timeOffset;
    this.nanoClock = nanoClock;
  }

  private static LuaScript script(String name) {
    return LuaScript.load("presence-prelude.lua", "presence-" + name + ".lua");
  }

  Reply renew(String node, long timeToLive) {
    long begun = nanoClock.getAsLong();
    Reply reply = run(renew, Utf8.bytes(node), decimal(timeToLive));
    lastRenewal = new Clocks(Long.parseLong(reply.text(2)), begun);
    return reply;
  }

  void release(String node) {
    run(release, Utf8.bytes(node));
  }

  Reply register(List<byte[]> arguments) {
    return run(register, arguments.toArray(byte[][]::new));
  }

  Reply claimName(String session, String name) {
    return run(claimName, Utf8.bytes(session), Utf8.bytes(name));
  }

  Reply join(String session, String room, int maxRooms) {
    return run(join, Utf8.bytes(session), Utf8.bytes(room), decimal(maxRooms));
  }

  Reply leave(String session, String room) {
    return run(leave, Utf8.bytes(session), Utf8.bytes(room));
  }

  Reply unregister(String session) {
    return run(unregister, Utf8.bytes(session));
  }

  Reply park(String session) {
    return run(park, Utf8.bytes(session));
  }

  Reply takeOver(String token, String newSession, String node, String newToken) {
    return run(
        takeOver,
        Utf8.bytes(token),
        Utf8.bytes(newSession),
        Utf8.bytes(node),
        Utf8.bytes(newToken));
  }

  Reply hold(String session, byte[] payload, long cost, long maxOfSession, long maxInAll) {
    return run(
        hold,
        Utf8.bytes(session),
        payload,
        decimal(cost),
        decimal(maxOfSession),
        decimal(maxInAll));
  }

  Reply locate(String user) {
    return run(locate, Utf8.bytes(user));
  }

  Reply members(String room) {
    return run(members, Utf8.bytes(room));
  }

  Reply versions(List<String> names) {
    return run(versions, names.stream().map(Utf8::bytes).toArray(byte[][]::new));
  }

  Reply rooms(String after, int limit) {
    return run(rooms, Utf8.bytes(after), decimal(limit));
  }

  Reply expire(int limit) {
    return run(expire, decimal(limit));
  }

  static byte[] decimal(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] flag(boolean value) {
    return value ? YES : NO;
  }

  private Reply run(LuaScript script, byte[]... arguments) {
    List<byte[]> all = new ArrayList<>(arguments.length + 1);
    all.add(clocks());
    all.addAll(List.of(arguments));
    return new Reply(script.run(client, hashTag, all));
  }

  /** Lets the scripts notice that the server's clock was set; see the prelude. */
  private byte[] clocks() {
    Clocks last = lastRenewal;
    long server = last == null ? 0 : last.server;
    long elapsed =
        last == null ? 0 : TimeUnit.NANOSECONDS.toMicros(nanoClock.getAsLong() - last.nanos);
    return Utf8.bytes(server + " " + elapsed + " " + timeOffset.getAsLong());
  }

  /** A moment, as the server's microseconds since 1970 and as nanoseconds of this process. */
  private record Clocks(long server, long nanos) {}
}

package dev.chatengine.testkit.presence;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.SessionRecord;
import dev.chatengine.spi.Traits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntFunction;

/** A sound registry, of which a fault replaces a method. */
final class FaultyRegistry implements PresenceRegistry {
  final PresenceRegistry sound;

  BiFunction<String, Duration, Lease> renew;
  BiFunction<SessionRecord, Duration, Registration> register;
  BiFunction<String, String, NameClaim> claimName;
  BiFunction<String, Room, Optional<MembershipChange>> join;
  BiFunction<String, Room, Optional<MembershipChange>> leave;
  Function<String, List<MembershipChange>> unregister;
  TakeOver takeOver;
  BiPredicate<String, ByteBuffer> hold;
  Function<Room, RoomMembers> members;
  Function<Set<Room>, Map<Room, Long>> versions;
  BiFunction<String, Integer, List<RoomSummary>> rooms;
  IntFunction<List<MembershipChange>> expire;
  Runnable close;

  FaultyRegistry(PresenceRegistry sound) {
    this.sound = sound;
    renew = sound::renew;
    register = sound::register;
    claimName = sound::claimName;
    join = sound::join;
    leave = sound::leave;
    unregister = sound::unregister;
    takeOver = sound::takeOver;
    hold = sound::hold;
    members = sound::members;
    versions = sound::versions;
    rooms = sound::rooms;
    expire = sound::expire;
    close = sound::close;
  }

  @FunctionalInterface
  interface TakeOver {
    Optional<Takeover> apply(String token, String newSessionId, String nodeId, String newToken);
  }

  @Override
  public Lease renew(String nodeId, Duration timeToLive) {
    return renew.apply(nodeId, timeToLive);
  }

  @Override
  public void release(String nodeId) {
    sound.release(nodeId);
  }

  @Override
  public Registration register(SessionRecord session, Duration grace) {
    return register.apply(session, grace);
  }

  @Override
  public NameClaim claimName(String sessionId, String name) {
    return claimName.apply(sessionId, name);
  }

  @Override
  public Optional<MembershipChange> join(String sessionId, Room room) {
    return join.apply(sessionId, room);
  }

  @Override
  public Optional<MembershipChange> leave(String sessionId, Room room) {
    return leave.apply(sessionId, room);
  }

  @Override
  public List<MembershipChange> unregister(String sessionId) {
    return unregister.apply(sessionId);
  }

  @Override
  public void park(String sessionId) {
    sound.park(sessionId);
  }

  @Override
  public Optional<Takeover> takeOver(
      String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
    return takeOver.apply(tokenHash, newSessionId, nodeId, newTokenHash);
  }

  @Override
  public boolean hold(String sessionId, ByteBuffer payload) {
    return hold.test(sessionId, payload);
  }

  @Override
  public List<SessionLocation> locate(String userId) {
    return sound.locate(userId);
  }

  @Override
  public RoomMembers members(Room room) {
    return members.apply(room);
  }

  @Override
  public Map<Room, Long> versions(Set<Room> rooms) {
    return versions.apply(rooms);
  }

  @Override
  public List<RoomSummary> rooms(String after, int limit) {
    return rooms.apply(after, limit);
  }

  @Override
  public List<MembershipChange> expire(int limit) {
    return expire.apply(limit);
  }

  @Override
  public Traits traits() {
    return sound.traits();
  }

  @Override
  public void close() {
    close.run();
  }
}

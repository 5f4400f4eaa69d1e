package dev.chatengine.testkit;

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

/** A sound registry, to be given a fault. */
class ForwardingRegistry implements PresenceRegistry {
  final PresenceRegistry sound;

  ForwardingRegistry(PresenceRegistry sound) {
    this.sound = sound;
  }

  @Override
  public Lease renew(String nodeId, Duration timeToLive) {
    return sound.renew(nodeId, timeToLive);
  }

  @Override
  public void release(String nodeId) {
    sound.release(nodeId);
  }

  @Override
  public Registration register(SessionRecord session, Duration grace) {
    return sound.register(session, grace);
  }

  @Override
  public NameClaim claimName(String sessionId, String name) {
    return sound.claimName(sessionId, name);
  }

  @Override
  public Optional<MembershipChange> join(String sessionId, Room room) {
    return sound.join(sessionId, room);
  }

  @Override
  public Optional<MembershipChange> leave(String sessionId, Room room) {
    return sound.leave(sessionId, room);
  }

  @Override
  public List<MembershipChange> unregister(String sessionId) {
    return sound.unregister(sessionId);
  }

  @Override
  public void park(String sessionId) {
    sound.park(sessionId);
  }

  @Override
  public Optional<Takeover> takeOver(
      String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
    return sound.takeOver(tokenHash, newSessionId, nodeId, newTokenHash);
  }

  @Override
  public boolean hold(String sessionId, ByteBuffer payload) {
    return sound.hold(sessionId, payload);
  }

  @Override
  public List<SessionLocation> locate(String userId) {
    return sound.locate(userId);
  }

  @Override
  public RoomMembers members(Room room) {
    return sound.members(room);
  }

  @Override
  public Map<Room, Long> versions(Set<Room> rooms) {
    return sound.versions(rooms);
  }

  @Override
  public List<RoomSummary> rooms(String after, int limit) {
    return sound.rooms(after, limit);
  }

  @Override
  public List<MembershipChange> expire(int limit) {
    return sound.expire(limit);
  }

  @Override
  public Traits traits() {
    return sound.traits();
  }

  @Override
  public void close() {
    sound.close();
  }
}

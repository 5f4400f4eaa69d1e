package dev.chatengine.memory;

import dev.chatengine.memory.presence.PresenceData;
import dev.chatengine.memory.presence.PresenceLimits;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.SessionRecord;
import dev.chatengine.spi.Traits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A presence registry in the memory of one process. It never waits: one lock guards its data. A
 * call holds the lock for a few look-ups, or for one look-up for each member, room or session of
 * its result. The cost of joining or leaving a room does not depend on the number of members.
 *
 * <p>Several engines of one process may use the same data: build the registry as {@link
 * Builder#shared(boolean) shared} and give each further engine a registry from {@link #another()}.
 *
 * <p>At a bound, {@link #register} and {@link #join} throw {@link IllegalStateException}, and
 * {@link #hold} returns false.
 *
 * <p>Safe for all threads.
 */
public final class MemoryPresenceRegistry implements PresenceRegistry {
  /** How many sessions are registered at most, by default. */
  public static final int DEFAULT_MAX_SESSIONS = 1_000_000;

  /** How many rooms a session is in at most, by default. */
  public static final int DEFAULT_MAX_ROOMS_PER_SESSION = 1_000;

  /** How many bytes are held at most for one parked session, by default. */
  public static final long DEFAULT_MAX_HELD_PER_SESSION = 64 << 10;

  /** How many bytes are held at most for all parked sessions, by default. */
  public static final long DEFAULT_MAX_HELD = 64 << 20;

  private final PresenceData data;
  private final Traits traits;
  private volatile boolean closed;

  private MemoryPresenceRegistry(PresenceData data, Traits traits) {
    this.data = data;
    this.traits = traits;
  }

  /**
   * Makes a registry for one engine, with the default bounds.
   *
   * @return a new registry
   */
  public static MemoryPresenceRegistry create() {
    return builder().build();
  }

  /**
   * Starts a registry.
   *
   * @return a builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Makes a registry over the same data, for another engine of this process. Each registry has to
   * be closed; the data are gone when the last one is closed.
   *
   * @return a new registry
   * @throws IllegalStateException if this registry is not shared, or closed
   */
  public MemoryPresenceRegistry another() {
    checkOpen();
    if (!traits.shared()) {
      throw new IllegalStateException("the registry was not built as shared");
    }
    return new MemoryPresenceRegistry(data, traits);
  }

  @Override
  public Lease renew(String nodeId, Duration timeToLive) {
    checkOpen();
    if (timeToLive.isZero() || timeToLive.isNegative()) {
      throw new IllegalArgumentException("timeToLive is " + timeToLive + ", not more than 0");
    }
    return data.renew(new NodeAddress(nodeId).nodeId(), timeToLive);
  }

  @Override
  public void release(String nodeId) {
    checkOpen();
    data.release(nodeId);
  }

  @Override
  public Registration register(SessionRecord session, Duration grace) {
    checkOpen();
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace is " + grace + ", not 0 or more");
    }
    return data.register(session, grace);
  }

  @Override
  public NameClaim claimName(String sessionId, String name) {
    checkOpen();
    return data.claimName(sessionId, name);
  }

  @Override
  public Optional<MembershipChange> join(String sessionId, Room room) {
    checkOpen();
    return data.join(sessionId, room);
  }

  @Override
  public Optional<MembershipChange> leave(String sessionId, Room room) {
    checkOpen();
    return data.leave(sessionId, room);
  }

  @Override
  public List<MembershipChange> unregister(String sessionId) {
    checkOpen();
    return data.unregister(sessionId);
  }

  @Override
  public void park(String sessionId) {
    checkOpen();
    data.park(sessionId);
  }

  @Override
  public Optional<Takeover> takeOver(
      String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
    checkOpen();
    return data.takeOver(tokenHash, newSessionId, nodeId, newTokenHash);
  }

  @Override
  public boolean hold(String sessionId, ByteBuffer payload) {
    checkOpen();
    return data.hold(sessionId, payload);
  }

  @Override
  public List<SessionLocation> locate(String userId) {
    checkOpen();
    return data.locate(userId);
  }

  @Override
  public RoomMembers members(Room room) {
    checkOpen();
    return data.members(room);
  }

  @Override
  public Map<Room, Long> versions(Set<Room> rooms) {
    checkOpen();
    return data.versions(rooms);
  }

  @Override
  public List<RoomSummary> rooms(String after, int limit) {
    checkOpen();
    checkLimit(limit, 0);
    return data.rooms(after, limit);
  }

  @Override
  public List<MembershipChange> expire(int limit) {
    checkOpen();
    checkLimit(limit, 1);
    List<MembershipChange> changes = new ArrayList<>();
    boolean more = true;
    while (more && changes.isEmpty()) {
      more = data.expire(limit, changes);
    }
    return changes;
  }

  @Override
  public Traits traits() {
    return traits;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the registry is closed");
    }
  }

  private static void checkLimit(int limit, int least) {
    if (limit < least || limit > MessageStore.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit is " + limit + ", not " + least + " to " + MessageStore.MAX_LIMIT);
    }
  }

  /** Collects a registry's bounds. Not for use by several threads. */
  public static final class Builder {
    private int maxSessions = DEFAULT_MAX_SESSIONS;
    private int maxRoomsPerSession = DEFAULT_MAX_ROOMS_PER_SESSION;
    private long maxHeldPerSession = DEFAULT_MAX_HELD_PER_SESSION;
    private long maxHeld = DEFAULT_MAX_HELD;
    private boolean shared;
    private LongSupplier nanoClock = System::nanoTime;

    private Builder() {}

    /**
     * Sets how many sessions are registered at most; by default {@value
     * MemoryPresenceRegistry#DEFAULT_MAX_SESSIONS}.
     *
     * @param maxSessions 1 or more
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxSessions(int maxSessions) {
      this.maxSessions = Math.toIntExact(Arguments.positive(maxSessions, "maxSessions"));
      return this;
    }

    /**
     * Sets how many rooms a session is in at most; by default {@value
     * MemoryPresenceRegistry#DEFAULT_MAX_ROOMS_PER_SESSION}.
     *
     * @param maxRoomsPerSession 1 or more
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxRoomsPerSession(int maxRoomsPerSession) {
      this.maxRoomsPerSession =
          Math.toIntExact(Arguments.positive(maxRoomsPerSession, "maxRoomsPerSession"));
      return this;
    }

    /**
     * Sets how many bytes of payloads are held at most for one parked session; by default {@value
     * MemoryPresenceRegistry#DEFAULT_MAX_HELD_PER_SESSION}. A payload of less than 64 bytes counts
     * as 64.
     *
     * @param bytes 1 or more
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxHeldPerSession(long bytes) {
      this.maxHeldPerSession = Arguments.positive(bytes, "maxHeldPerSession");
      return this;
    }

    /**
     * Sets how many bytes of payloads are held at most for all parked sessions together; by default
     * {@value MemoryPresenceRegistry#DEFAULT_MAX_HELD}.
     *
     * @param bytes 1 or more
     * @return this
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder maxHeld(long bytes) {
      this.maxHeld = Arguments.positive(bytes, "maxHeld");
      return this;
    }

    /**
     * Sets whether several engines of this process use the data, as the registry's {@link
     * PresenceRegistry#traits() traits} then say; by default not.
     *
     * @param shared whether there are several engines
     * @return this
     */
    public Builder shared(boolean shared) {
      this.shared = shared;
      return this;
    }

    /**
     * Sets the clock by which leases and grace times expire; by default {@link System#nanoTime()}.
     *
     * @param nanoClock nanoseconds since some moment, never going back; safe for all threads
     * @return this
     */
    public Builder nanoClock(LongSupplier nanoClock) {
      this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
      return this;
    }

    /**
     * Makes the registry.
     *
     * @return a new registry
     */
    public MemoryPresenceRegistry build() {
      PresenceLimits limits =
          new PresenceLimits(maxSessions, maxRoomsPerSession, maxHeldPerSession, maxHeld);
      return new MemoryPresenceRegistry(
          new PresenceData(limits, nanoClock), new Traits(shared, false, true));
    }
  }
}

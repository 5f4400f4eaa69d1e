package dev.chatengine.bus.redis;

import dev.chatengine.bus.redis.client.Namespace;
import dev.chatengine.bus.redis.presence.PresenceReply;
import dev.chatengine.bus.redis.presence.PresenceScripts;
import dev.chatengine.bus.redis.presence.UserMetadata;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.model.User;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.NameClaim;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.SessionRecord;
import dev.chatengine.spi.Traits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/**
 * A registry that all nodes of a cluster share, in Redis 5 or later. Nothing is kept in the nodes:
 * each method is one script that the server runs as one step, {@link #versions} one for every 500
 * rooms and {@link #expire} one for every 100 sessions. Time is the server's, so the nodes' clocks
 * do not matter. That the server's clock is set does not matter either, beyond a second: each call
 * says how much time has gone by for its node since the node's last renewal.
 *
 * <h2>Keys</h2>
 *
 * <p>All keys begin with <code>{namespace:presence}</code>. The braces keep them in one slot of a
 * Redis Cluster, because a change touches a session, its user, a name and several rooms at once. So
 * the presence of one namespace has the memory and the one thread of one shard; other shards are
 * free for the bus and for rate limits. No key has an expiry: the server must not evict them
 * ({@code maxmemory-policy noeviction}, or one of the {@code volatile} ones). A server whose memory
 * is full refuses new sessions and memberships with an exception; leases are renewed and sessions
 * end on it all the same. The script texts are cached by the server, and sent again if it has lost
 * them.
 *
 * <h2>When the server loses its memory</h2>
 *
 * <p>The epoch stands in Redis. A server that comes back empty begins another. So does one whose
 * run is another one (it was restarted from a snapshot or a log, or it is a replica that took
 * over), because what it has may be old: {@link #renew} and {@link #expire} notice it, if the user
 * that the client logs in as may call {@code INFO}. In the new epoch
 *
 * <ul>
 *   <li>each node's lease is fresh once, so it registers all its sessions again;
 *   <li>for the time to live of a lease nothing is taken out, and what was registered before counts
 *       as alive; then what no node has confirmed runs out, as if its node had just died. So a
 *       ghost that an old snapshot brought back goes, and nobody goes whom a node has yet to
 *       confirm;
 *   <li>the version of every room is higher than any before.
 * </ul>
 *
 * <p>A node that registers a session before it has heard of the new epoch has its lease with it, so
 * that no other takes the session out. What this registry cannot do is left to who uses it: in a
 * registry that came back empty, users of other nodes are absent until those have registered them,
 * so their absence is to be believed only one lease after the epoch was first seen. What was held
 * for a session, and parked sessions, are gone with the memory.
 *
 * <h2>Errors</h2>
 *
 * <p>What the client throws is thrown as it is ({@link
 * redis.clients.jedis.exceptions.JedisException}); no call takes longer than the client's timeouts
 * for the scripts it takes. At a bound of {@link RedisPresenceOptions}, {@link #register} and
 * {@link #join} throw {@link IllegalStateException}, and {@link #hold} answers false. A text that
 * contains half a surrogate pair, and an empty token, are refused with {@link
 * IllegalArgumentException}.
 *
 * <p>Safe for all threads, if the client is ({@link UnifiedJedis} is, over a pool).
 */
public final class RedisPresenceRegistry implements PresenceRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(RedisPresenceRegistry.class);

  /** Shared; what is in Redis outlives a node, but is not promised to outlive Redis itself. */
  private static final Traits TRAITS = new Traits(true, false, false);

  private static final int ROOMS_PER_SCRIPT = 500;
  private static final int SESSIONS_PER_SCRIPT = 100;

  /** What a payload counts at least, so that very small ones are bounded too. */
  private static final int MIN_COST = 64;

  private final RedisPresenceOptions options;
  private final PresenceScripts scripts;
  private volatile @Nullable Renewal lastRenewal;
  private volatile boolean closed;

  private RedisPresenceRegistry(RedisPresenceOptions options, PresenceScripts scripts) {
    this.options = options;
    this.scripts = scripts;
  }

  /**
   * A registry with the default bounds.
   *
   * @param client the way to the server; stays open when the registry is closed
   * @param namespace what tells this chat's keys from others on the same server, the same on all
   *     nodes: 1 to 64 of the letters A to Z and a to z, digits, {@code _}, {@code .}, {@code :}
   *     and {@code -}
   * @return a new registry
   * @throws IllegalArgumentException if the namespace is none
   */
  public static RedisPresenceRegistry create(UnifiedJedis client, String namespace) {
    return create(client, namespace, RedisPresenceOptions.defaults());
  }

  /**
   * A registry with bounds of one's own.
   *
   * @param client the way to the server; stays open when the registry is closed
   * @param namespace what tells this chat's keys from others on the same server, the same on all
   *     nodes: 1 to 64 of the letters A to Z and a to z, digits, {@code _}, {@code .}, {@code :}
   *     and {@code -}
   * @param options the bounds, the same on all nodes
   * @return a new registry
   * @throws IllegalArgumentException if the namespace is none
   */
  public static RedisPresenceRegistry create(
      UnifiedJedis client, String namespace, RedisPresenceOptions options) {
    return create(client, namespace, options, () -> 0);
  }

  /** With an offset in microseconds by which time has gone on, for the server and this process. */
  static RedisPresenceRegistry create(
      UnifiedJedis client,
      String namespace,
      RedisPresenceOptions options,
      LongSupplier timeOffset) {
    LongSupplier nanoClock =
        () -> System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(timeOffset.getAsLong());
    return create(client, namespace, options, timeOffset, nanoClock);
  }

  /** With an offset in microseconds of the server's clock, and the clock of this process. */
  static RedisPresenceRegistry create(
      UnifiedJedis client,
      String namespace,
      RedisPresenceOptions options,
      LongSupplier timeOffset,
      LongSupplier nanoClock) {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(options, "options");
    return new RedisPresenceRegistry(
        options, new PresenceScripts(client, Namespace.checked(namespace), timeOffset, nanoClock));
  }

  @Override
  public Lease renew(String nodeId, Duration timeToLive) {
    checkOpen();
    if (timeToLive.isZero() || timeToLive.isNegative()) {
      throw new IllegalArgumentException("timeToLive is " + timeToLive + ", not more than 0");
    }
    long micros = PresenceScripts.micros(timeToLive);
    PresenceReply reply = scripts.renew(new NodeAddress(nodeId).nodeId(), micros);
    String epoch = reply.text(0);
    Renewal last = lastRenewal;
    // A session that was registered first has the node's lease with it, see register.
    boolean lost = last != null && last.nodeId.equals(nodeId) && !last.epoch.equals(epoch);
    lastRenewal = new Renewal(nodeId, epoch, micros);
    return new Lease(epoch, lost || reply.number(1) == 1, Set.copyOf(reply.texts(3)));
  }

  @Override
  public void release(String nodeId) {
    checkOpen();
    lastRenewal = null;
    scripts.release(nodeId);
  }

  @Override
  public Registration register(SessionRecord session, Duration grace) {
    checkOpen();
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace is " + grace + ", not 0 or more");
    }
    Renewal last = lastRenewal;
    Renewal renewal = last != null && last.nodeId.equals(session.nodeId()) ? last : Renewal.NONE;
    PresenceReply reply =
        scripts.register(
            session,
            PresenceScripts.micros(grace),
            options.maxSessions(),
            options.maxRoomsPerSession(),
            renewal.epoch,
            renewal.timeToLive);
    if (reply.number(0) == -1) {
      throw new IllegalStateException(
          "the registry is full: it holds " + options.maxSessions() + " sessions");
    }
    if (reply.number(0) == -2) {
      throw tooManyRooms(session.rooms().size());
    }
    return new Registration(reply.number(0) == 1, reply.changes(1));
  }

  @Override
  public NameClaim claimName(String sessionId, String name) {
    checkOpen();
    // The name has the bounds that the model gives it; whose it will be is not known here.
    String checked = User.builder("any").name(Objects.requireNonNull(name)).build().displayName();
    PresenceReply reply = known(scripts.claimName(sessionId, checked), sessionId);
    return reply.number(0) == 1 ? new NameClaim.Claimed(reply.changes(1)) : new NameClaim.Taken();
  }

  @Override
  public Optional<MembershipChange> join(String sessionId, Room room) {
    checkOpen();
    PresenceReply reply =
        known(scripts.join(sessionId, room.name(), options.maxRoomsPerSession()), sessionId);
    if (reply.number(0) == -2) {
      throw tooManyRooms(options.maxRoomsPerSession() + 1);
    }
    return reply.changes(1).stream().findFirst();
  }

  @Override
  public Optional<MembershipChange> leave(String sessionId, Room room) {
    checkOpen();
    return known(scripts.leave(sessionId, room.name()), sessionId).changes(1).stream().findFirst();
  }

  @Override
  public List<MembershipChange> unregister(String sessionId) {
    checkOpen();
    return scripts.unregister(sessionId).changes(1);
  }

  @Override
  public void park(String sessionId) {
    checkOpen();
    if (known(scripts.park(sessionId), sessionId).number(0) == -2) {
      throw new IllegalArgumentException("session " + sessionId + " has no token");
    }
  }

  @Override
  public Optional<Takeover> takeOver(
      String tokenHash, String newSessionId, String nodeId, String newTokenHash) {
    checkOpen();
    PresenceReply reply = scripts.takeOver(tokenHash, newSessionId, nodeId, newTokenHash);
    if (reply.number(0) == -1) {
      throw new IllegalArgumentException("there is a session " + newSessionId + " already");
    }
    if (reply.number(0) == 0) {
      return Optional.empty();
    }
    String name = reply.text(4);
    User user =
        User.builder(reply.text(1))
            .known(reply.number(2) == 1)
            .metadata(UserMetadata.decode(reply.bytes(3)))
            .name(name.isEmpty() ? null : name)
            .build();
    Set<Room> rooms = reply.texts(6).stream().map(Room::new).collect(Collectors.toSet());
    List<ByteBuffer> held = new ArrayList<>();
    PresenceReply payloads = reply.list(7);
    for (int i = 0; i < payloads.size(); i++) {
      held.add(ByteBuffer.wrap(payloads.bytes(i)).asReadOnlyBuffer());
    }
    Duration nameAge = Duration.of(Long.parseLong(reply.text(8)), ChronoUnit.MICROS);
    SessionRecord session =
        new SessionRecord(newSessionId, nodeId, user, nameAge, rooms, newTokenHash);
    return Optional.of(new Takeover(session, reply.text(5), held));
  }

  @Override
  public boolean hold(String sessionId, ByteBuffer payload) {
    checkOpen();
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    long cost = Math.max(MIN_COST, bytes.length);
    if (cost > options.maxHeldPerSession() || cost > options.maxHeld()) {
      return false;
    }
    PresenceReply reply =
        scripts.hold(sessionId, bytes, cost, options.maxHeldPerSession(), options.maxHeld());
    return reply.number(0) == 1;
  }

  @Override
  public List<SessionLocation> locate(String userId) {
    checkOpen();
    PresenceReply reply = scripts.locate(userId);
    List<SessionLocation> locations = new ArrayList<>();
    for (int i = 1; i < reply.size(); i += 4) {
      locations.add(
          new SessionLocation(
              reply.text(i),
              reply.text(i + 1),
              reply.number(i + 2) == 1,
              reply.text(0),
              reply.number(i + 3) == 1));
    }
    return locations;
  }

  /**
   * The members of a room. The server reads them in one step: a list of 5,000 keeps it busy for a
   * few milliseconds.
   */
  @Override
  public RoomMembers members(Room room) {
    checkOpen();
    PresenceReply reply = scripts.members(room.name());
    List<Member> members = new ArrayList<>(reply.size() / 2);
    for (int i = 1; i < reply.size(); i += 2) {
      members.add(new Member(reply.text(i), reply.text(i + 1)));
    }
    return new RoomMembers(reply.number(0), members);
  }

  @Override
  public Map<Room, Long> versions(Set<Room> rooms) {
    checkOpen();
    List<Room> all = List.copyOf(rooms);
    Map<Room, Long> versions = new HashMap<>();
    for (int from = 0; from < all.size(); from += ROOMS_PER_SCRIPT) {
      List<Room> some = all.subList(from, Math.min(all.size(), from + ROOMS_PER_SCRIPT));
      PresenceReply reply = scripts.versions(some.stream().map(Room::name).toList());
      for (int i = 0; i < some.size(); i++) {
        versions.put(some.get(i), reply.number(i));
      }
    }
    return versions;
  }

  @Override
  public List<RoomSummary> rooms(String after, int limit) {
    checkOpen();
    checkLimit(limit, 0);
    PresenceReply reply = scripts.rooms(after, limit);
    List<RoomSummary> rooms = new ArrayList<>();
    for (int i = 0; i < reply.size(); i += 2) {
      rooms.add(new RoomSummary(new Room(reply.text(i)), Math.toIntExact(reply.number(i + 1))));
    }
    return rooms;
  }

  @Override
  public List<MembershipChange> expire(int limit) {
    checkOpen();
    checkLimit(limit, 1);
    List<MembershipChange> changes = new ArrayList<>();
    boolean more = true;
    long left = limit;
    while (more && left > 0) {
      try {
        PresenceReply reply = scripts.expire((int) Math.min(left, SESSIONS_PER_SCRIPT));
        more = reply.number(0) == 1;
        left -= reply.number(1);
        changes.addAll(reply.changes(2));
      } catch (RuntimeException e) {
        if (changes.isEmpty()) {
          throw e;
        }
        // These changes are returned only once.
        LOG.warn("Expiry sweep stopped half-way", e);
        return changes;
      }
      if (left <= 0 && changes.isEmpty()) {
        left = limit;
      }
    }
    return changes;
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /** Ends the use of this registry. The client stays open: its creator owns and closes it. */
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

  private static PresenceReply known(PresenceReply reply, String sessionId) {
    if (reply.number(0) == -1) {
      throw new UnknownSessionException(sessionId);
    }
    return reply;
  }

  private IllegalStateException tooManyRooms(int wanted) {
    return new IllegalStateException(
        "a session can be in " + options.maxRoomsPerSession() + " rooms, not in " + wanted);
  }

  /** How a node's lease was renewed last. */
  private record Renewal(String nodeId, String epoch, long timeToLive) {
    static final Renewal NONE = new Renewal("", "", 0);
  }
}

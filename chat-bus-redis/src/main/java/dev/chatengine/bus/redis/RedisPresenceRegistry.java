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
 * A registry that all nodes of a cluster share, in Redis 5 or later. The nodes keep no state: each
 * method is one script that the server runs as one step ({@link #versions} runs one for every 500
 * rooms, {@link #expire} one for every 100 sessions). Time is the server's, so the nodes' clocks do
 * not matter. A change of the server's clock shifts leases by at most a second, because each call
 * reports how much time its node has measured since its last renewal.
 *
 * <h2>Keys</h2>
 *
 * <p>All keys begin with <code>{namespace:presence}</code>. The braces keep them in one slot of a
 * Redis Cluster, because a change touches a session, its user, a name and several rooms at once. So
 * presence is limited to the memory and the one thread of one shard; other shards are free for the
 * bus and for rate limits. No key has an expiry, and the server must not evict any ({@code
 * maxmemory-policy noeviction}, or one of the {@code volatile} ones). A server whose memory is full
 * refuses new sessions and memberships with an exception, but still renews leases and ends
 * sessions.
 *
 * <h2>When the server loses its memory</h2>
 *
 * <p>The epoch is kept in Redis. A server that comes back empty begins another epoch. So does a
 * server whose run id has changed, because its data may be old: it was restarted from a snapshot or
 * a log, or it is a replica that took over. {@link #renew} and {@link #expire} notice this if the
 * client's user may call {@code INFO}. In the new epoch
 *
 * <ul>
 *   <li>each node is reported once to have had no lease, so it registers all its sessions again;
 *   <li>nothing expires for the time to live of one lease; after that, each session that no node
 *       has confirmed ends as if its node had just died. So a session that only an old snapshot
 *       contained goes, and no session goes before its node had time to confirm it;
 *   <li>the version of every room is higher than any before.
 * </ul>
 *
 * <p>A node that registers a session before it has noticed the new epoch gets its lease along with
 * the session, so that no other node ends the session. In a registry that came back empty, users of
 * other nodes are absent until those nodes have registered them; rely on their absence only one
 * lease after the epoch was first seen. Parked sessions and held payloads are lost with the memory.
 *
 * <h2>Errors</h2>
 *
 * <p>Exceptions of the client are thrown as they are ({@link
 * redis.clients.jedis.exceptions.JedisException}); no call takes longer than the client's timeouts
 * for its scripts. At a bound of {@link RedisPresenceOptions}, {@link #register} and {@link #join}
 * throw {@link IllegalStateException}, and {@link #hold} returns false. A text with half a
 * surrogate pair, and an empty token, are refused with {@link IllegalArgumentException}.
 *
 * <p>Safe for all threads, if the client is ({@link UnifiedJedis} is, over a pool).
 */
public final class RedisPresenceRegistry implements PresenceRegistry {
  private static final Logger LOG = LoggerFactory.getLogger(RedisPresenceRegistry.class);

  /** Shared; outlives a node, but is not promised to outlive Redis itself. */
  private static final Traits TRAITS = new Traits(true, false, false);

  private static final int ROOMS_PER_SCRIPT = 500;
  private static final int SESSIONS_PER_SCRIPT = 100;

  /** The least that a payload counts, so that very small ones are bounded too. */
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
   * @param client the client; it stays open when the registry is closed
   * @param namespace the prefix of this chat's keys, the same on all nodes: 1 to 64 of the letters
   *     A to Z and a to z, digits, {@code _}, {@code .}, {@code :} and {@code -}
   * @return a new registry
   * @throws IllegalArgumentException if the namespace is malformed
   */
  public static RedisPresenceRegistry create(UnifiedJedis client, String namespace) {
    return create(client, namespace, RedisPresenceOptions.defaults());
  }

  /**
   * A registry with the given bounds.
   *
   * @param client the client; it stays open when the registry is closed
   * @param namespace as in {@link #create(UnifiedJedis, String)}
   * @param options the bounds, the same on all nodes
   * @return a new registry
   * @throws IllegalArgumentException if the namespace is malformed
   */
  public static RedisPresenceRegistry create(
      UnifiedJedis client, String namespace, RedisPresenceOptions options) {
    return create(client, namespace, options, () -> 0);
  }

  /** With an offset in microseconds that is added to the clocks of the server and this process. */
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
    // A session that was registered first brought the lease with it, see register.
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
    // The model bounds the name's length; only the script knows the name's holder.
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
   * {@inheritDoc} The server reads them in one step: a list of 5,000 members keeps it busy for a
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
        // The changes so far would not be returned again.
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

  /** Ends the use of this registry. The client stays open: its owner closes it. */
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

  /** A node's last renewal of its lease. */
  private record Renewal(String nodeId, String epoch, long timeToLive) {
    static final Renewal NONE = new Renewal("", "", 0);
  }
}

package dev.chatengine.engine;

import dev.chatengine.model.Draft;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.FrameDecoder;
import dev.chatengine.protocol.FrameEncoder;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.spi.Admission;
import dev.chatengine.spi.Admission.Cause;
import dev.chatengine.spi.Admission.Refusal;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.Cluster;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node of a chat: everything that an engine is made of, and its sessions. */
public final class Node {
  static final Duration RETRY = Duration.ofSeconds(1);

  /** How long the plug-ins may take to close, beyond the time given for the rest. */
  private static final Duration END_TIME = Duration.ofSeconds(2);

  private static final Duration CLOSE_POLL = Duration.ofMillis(10);
  private static final Duration MAX_CLOSE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  final Settings settings;
  final Scheduler scheduler;
  final MessageStore store;
  final Broadcaster broadcaster;
  final PresenceRegistry presence;
  final PluginCalls storeCalls;
  final PluginCalls busCalls;
  final PluginCalls presenceCalls;

  private final Availability storeAvailability;
  private final Availability busAvailability;
  private final Availability presenceAvailability;

  /** What the broadcaster knows by itself. */
  private final Availability busHearing;

  /** Of its own, so that clients' calls of a slow registry do not cost the lease. */
  final PluginCalls leaseCalls;

  final Counters counters = new Counters();
  final EventLog log;
  private final Recorders recorders;
  final FrameDecoder decoder = new FrameDecoder();
  final FrameEncoder encoder = new FrameEncoder();
  final Listeners listeners;
  final Guards guards;
  final Bus bus;
  final Lanes lanes;
  final Comparison comparison;
  private final StoreProbe storeProbe;
  final Leases leases;
  private final Registrations registrations;
  final PrivateMessages privateMessages = new PrivateMessages(this);
  final Directs directs;
  final RoomNames roomNames;
  final Departures departures = new Departures(this);
  final Handshake handshake = new Handshake(this);
  final Requests requests = new Requests(this);
  final NameRequests nameRequests = new NameRequests(this);
  final RoomRequests roomRequests = new RoomRequests(this);
  final MessageRequests messageRequests = new MessageRequests(this);
  final HistoryRequests historyRequests = new HistoryRequests(this);

  final Sessions sessions = new Sessions();
  private final Plugins plugins;
  private final RandomGenerator random;
  private final Object localNames = new Object();
  private final Executor closers;
  private final Set<Runnable> endTasks = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable CompletableFuture<Void>> ending = new AtomicReference<>();
  private volatile boolean closing;
  private volatile boolean closed;

  /** Makes a node and registers it; blocks while the registry is asked. */
  public Node(Settings settings, Plugins plugins, Scheduler scheduler) {
    this.settings = settings;
    this.plugins = plugins;
    this.scheduler = scheduler;
    random = scheduler.random();
    log = new EventLog(settings.nodeId(), scheduler);
    recorders = new Recorders(log);
    storeAvailability = new Availability(scheduler);
    busAvailability = new Availability(scheduler);
    presenceAvailability = new Availability(scheduler);
    busHearing = new Availability(scheduler);
    store = plugins.store();
    broadcaster = plugins.broadcaster();
    presence = plugins.presence();
    storeCalls = calls("chat-store", store.traits().neverWaits(), storeAvailability);
    busCalls = calls("chat-bus", broadcaster.traits().neverWaits(), busAvailability);
    presenceCalls = calls("chat-presence", presence.traits().neverWaits(), presenceAvailability);
    leaseCalls =
        new PluginCalls(
            scheduler,
            "chat-lease",
            presence.traits().neverWaits(),
            new PluginCalls.PoolSettings(1, 4, settings.leaseRenewal()),
            new Availability(scheduler));
    listeners = new Listeners(scheduler, plugins.listeners(), counters, log);
    guards = new Guards(this, plugins);
    bus = new Bus(this);
    lanes = new Lanes(this, settings.lanes());
    roomNames = new RoomNames(settings.maxRoomNameLength());
    directs = new Directs(this);
    comparison = new Comparison(this);
    storeProbe = new StoreProbe(this, storeAvailability);
    registrations = new Registrations(new Sequence(scheduler));
    leases = new Leases(this, presenceAvailability);
    closers = scheduler.pool("chat-close", 1, 1);
  }

  /**
   * Begins to hear and takes the node's lease; throws what the bus or the registry throws if it is
   * out of reach, and leaves nothing running then.
   */
  public void start() {
    try {
      broadcaster.start(new BusReceiver(this));
      if (bus.isShared()) {
        broadcaster.subscribe(Set.of(new NodeAddress(settings.nodeId())));
      }
      leases.start();
      comparison.start();
      storeProbe.start();
    } catch (RuntimeException e) {
      closed = true;
      stopTimers();
      throw e;
    }
  }

  private void stopTimers() {
    leases.stop();
    comparison.stop();
    storeProbe.stop();
  }

  PluginCalls calls(String name, boolean neverWaits) {
    return calls(name, neverWaits, new Availability(scheduler));
  }

  private PluginCalls calls(String name, boolean neverWaits, Availability availability) {
    return new PluginCalls(scheduler, name, neverWaits, settings.pool(), availability);
  }

  /** How long to wait before something is tried again: about a second, each time another. */
  Duration retryDelay() {
    return RETRY.dividedBy(2).plusNanos(random.nextLong(RETRY.toNanos()));
  }

  boolean presenceIsAway() {
    return presenceAvailability.isAway();
  }

  /** What is wrong with the store at the moment, as far as its last calls tell. */
  public Optional<Trouble> storeTrouble() {
    return storeAvailability.trouble();
  }

  /** The same of the presence registry. */
  public Optional<Trouble> presenceTrouble() {
    return presenceAvailability.trouble();
  }

  /**
   * The same of the broadcaster, which may know by itself: then it is noticed when somebody asks.
   */
  public Optional<Trouble> busTrouble() {
    Optional<String> own = broadcaster.trouble();
    if (own.isPresent()) {
      busHearing.failed(own.get());
    } else {
      busHearing.comeBack();
    }
    return busHearing.trouble().or(busAvailability::trouble);
  }

  // ---- clients

  /** Decides whether a client may come in; the outcome is told on some sequence. */
  public void admit(ConnectionRequest request, Consumer<Admission> admitted) {
    Sequence sequence = new Sequence(scheduler);
    sequence.execute(() -> handshake.admit(sequence, request, refusal(), admitted));
  }

  /** Why nobody is taken in at the moment, if that is so. */
  public @Nullable Refusal refusal() {
    if (closing) {
      return unavailable("the server is restarting");
    }
    return sessions.size() >= settings.maxSessions()
        ? unavailable("the server has too many connections")
        : null;
  }

  static Refusal unavailable(String why) {
    return new Refusal(Cause.UNAVAILABLE, why, RETRY);
  }

  /** Serves a client, if it may come in. */
  public ClientSession connect(ConnectionRequest request, ClientConnection connection) {
    Session session = new Session(scheduler.newId(), this, connection);
    Refusal refusal = refusal();
    begin(
        session,
        refusal,
        () ->
            handshake.admit(
                session, request, refusal, admission -> handshake.open(session, admission)));
    return session;
  }

  /** Serves a client of which it has been decided whether it may come in. */
  public ClientSession connect(Admission admission, ClientConnection connection) {
    Session session = new Session(scheduler.newId(), this, connection);
    begin(session, refusal(), () -> handshake.open(session, admission));
    return session;
  }

  /**
   * Serves a session from now on.
   *
   * @param refusal why not, as it was before the session counted itself
   */
  private void begin(Session session, @Nullable Refusal refusal, Runnable open) {
    if (refusal != null) {
      session.outbound().close(CloseCode.RESTARTING, refusal.reason());
    }
    sessions.add(session);
    counters.connections.increment();
    if (closing) {
      closeQuietly(session);
    }
    session.execute(open);
  }

  /** Whether a user is a guest on this node, who has no other connection. */
  boolean isGuest(String userId) {
    Session session = sessions.any(userId);
    return session != null && !session.user().known();
  }

  /** Whether it is one that ends with its connection. */
  boolean isTransient(String userId) {
    Session session = sessions.any(userId);
    return session != null && !session.user().known() && session.registration.tokenHash() == null;
  }

  void forget(Session session) {
    sessions.remove(session);
    if (session.user().known() && !sessions.has(session.userId())) {
      directs.went(session.userId());
    }
  }

  /** Closes some clients, who are not to come back by themselves. */
  void close(List<Session> some, String reason) {
    some.forEach(session -> session.outbound().close(CloseCode.REPLACED, reason));
  }

  void registerAllAgain() {
    registerAgain(sessions.all());
  }

  /** Registers some sessions again, by which those learn it whose names older holders have. */
  void registerAgain(Set<String> sessionIds) {
    registerAgain(sessionIds.stream().map(sessions::find).filter(Objects::nonNull).toList());
  }

  private void registerAgain(Collection<Session> some) {
    registrations.add(some, (session, ended) -> session.registration.confirm(ended));
  }

  void registerDoubtful() {
    registrations.add(
        sessions.all(), (session, ended) -> session.registration.confirmDoubtful(ended));
  }

  /**
   * Gives a session a name if nobody else on this node has it; called on the session's sequence.
   * For when the registry cannot be asked: looks at all sessions.
   */
  boolean claimHere(Session session, String name) {
    synchronized (localNames) {
      if (isTakenHere(session, name)) {
        return false;
      }
      session.setName(name);
      return true;
    }
  }

  /** Whether another user of this node has a name that a session wants; looks at all sessions. */
  boolean isTakenHere(Session session, String name) {
    return !session.user().known()
        && sessions.all().stream()
            .map(Session::user)
            .anyMatch(
                user ->
                    name.equals(user.name())
                        && !user.known()
                        && !user.id().equals(session.userId()));
  }

  /** Another connection goes on with a session of this node: its own is of no use any more. */
  void closeTakenOver(BusEvent.TakenOver taken) {
    Session former = sessions.ofToken(taken.userId(), taken.tokenHash());
    if (former != null) {
      former.outbound().close(CloseCode.REPLACED, "another connection goes on with this session");
    }
  }

  /** What was counted. */
  public Counters counters() {
    return counters;
  }

  /** Those who record what is measured. */
  public Recorders recorders() {
    return recorders;
  }

  /** How many clients there are. */
  public int sessionCount() {
    return sessions.size();
  }

  /** How much is queued for all of them, in bytes. Looks at each. */
  public long pendingBytes() {
    long bytes = 0;
    for (Session session : sessions.all()) {
      bytes += session.outbound().pendingBytes();
    }
    return bytes;
  }

  // ---- what happened

  /** Tells the rooms, on all nodes, what sessions of this node changed in their membership. */
  void announceOwn(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Lane lane = lanes.of(change.room());
      lane.execute(() -> inTurn(lane, change.room(), () -> announceOwn(lane, change)));
    }
  }

  private static void inTurn(Lane lane, Room room, Runnable announcement) {
    LocalRoom local = lane.find(room);
    if (local == null) {
      announcement.run();
    } else {
      local.inTurn(announcement);
    }
  }

  /** The same, on the room's lane; listeners hear also of the last member's leaving. */
  void announceOwn(Lane lane, MembershipChange change) {
    LocalRoom local = lane.find(change.room());
    if (local != null) {
      local.ownChange(change);
    } else if (change.kind() == MembershipChange.Kind.LEFT) {
      listeners.left(change.room(), change.member());
    }
    bus.publish(change.room(), new BusEvent.MembershipChanged(change));
  }

  /** Tells the rooms, on all nodes, who has run out, on whatever node. */
  void announceExpired(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Lane lane = lanes.of(change.room());
      lane.execute(() -> inTurn(lane, change.room(), () -> announceExpired(lane, change)));
    }
  }

  private void announceExpired(Lane lane, MembershipChange change) {
    LocalRoom local = lane.find(change.room());
    if (local != null) {
      local.change(change);
    }
    bus.publish(change.room(), new BusEvent.MembershipChanged(change));
  }

  // ---- the host

  /** Posts a message of the host's; the outcome is told on the conversation's lane. */
  public void post(Draft draft, PostOutcome outcome) {
    Lane lane = lanes.of(draft.conversation());
    lane.execute(
        () -> {
          if (closing) {
            outcome.failed(ProtocolError.OVERLOADED);
          } else {
            lane.hostPosts.add(new Post(draft, outcome));
          }
        });
  }

  public void addListener(ChatListener listener) {
    listeners.add(listener);
  }

  public void removeListener(ChatListener listener) {
    listeners.remove(listener);
  }

  Instant now() {
    return Instant.ofEpochMilli(scheduler.currentTimeMillis());
  }

  // ---- ids

  String newMessageId() {
    long high = (random.nextLong() & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  // ---- the end

  /** Whether no new work is begun. */
  boolean isClosing() {
    return closing;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Finishes what is under way, sends the clients elsewhere, and gives up the lease and the
   * plug-ins; what is not done within the time is broken off. The scheduler is left to its owner.
   */
  public CompletableFuture<Void> close(Duration timeout) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> before = ending.compareAndExchange(null, mine);
    if (before != null) {
      return before.copy();
    }
    closing = true;
    long nanos = Math.min(TimeUnit.NANOSECONDS.convert(timeout), MAX_CLOSE.toNanos());
    long deadline = scheduler.nanoTime() + Math.max(0, nanos);
    await(
        deadline,
        this::isIdle,
        () -> {
          for (Session session : sessions.all()) {
            closeQuietly(session);
          }
          await(
              deadline,
              () -> sessions.isEmpty() && lanes.areIdle(),
              () -> {
                // A plug-in that hangs in its close does not keep the host.
                Scheduler.Cancellable limit =
                    scheduler.schedule(END_TIME, () -> mine.complete(null));
                closers.execute(
                    () -> {
                      end();
                      limit.cancel();
                      mine.complete(null);
                    });
              });
        });
    return mine.copy();
  }

  /** Whether nothing that was said is on its way, and nobody is being told a new token. */
  private boolean isIdle() {
    return lanes.areIdle()
        && sessions.all().stream()
            .noneMatch(session -> session.hasPosts() || session.isTakingOver());
  }

  /** Runs a task at the end. */
  void whenEnded(Runnable task) {
    endTasks.add(task);
  }

  private void closeQuietly(Session session) {
    try {
      session.outbound().close(CloseCode.RESTARTING, "the server is restarting");
    } catch (Throwable e) {
      log.warn(LOG, "Cannot close a connection", e);
    }
  }

  private void await(long deadline, BooleanSupplier condition, Runnable next) {
    if (condition.getAsBoolean() || scheduler.nanoTime() - deadline >= 0) {
      next.run();
    } else {
      scheduler.schedule(CLOSE_POLL, () -> await(deadline, condition, next));
    }
  }

  private void end() {
    closed = true;
    stopTimers();
    endQuietly("lease", () -> presence.release(settings.nodeId()));
    endQuietly("broadcaster", broadcaster::close);
    endQuietly("presence registry", presence::close);
    endQuietly("message store", store::close);
    RateLimiter limiter = plugins.rateLimiter();
    if (limiter != null) {
      endQuietly("rate limiter", limiter::close);
    }
    Cluster cluster = plugins.cluster();
    if (cluster != null) {
      endQuietly("cluster", cluster::close);
    }
    endTasks.forEach(task -> endQuietly("requests of the host", task));
    log.close();
  }

  private void endQuietly(String what, Runnable close) {
    try {
      close.run();
    } catch (Throwable e) {
      log.warn(LOG, "Cannot close the {}", what, e);
    }
  }
}

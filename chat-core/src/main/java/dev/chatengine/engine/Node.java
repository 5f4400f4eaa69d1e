package dev.chatengine.engine;

import dev.chatengine.model.Address;
import dev.chatengine.model.Draft;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.protocol.FrameDecoder;
import dev.chatengine.protocol.FrameEncoder;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.RateAction;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Scheduler;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node of a chat: everything that an engine is made of, and its sessions. */
public final class Node {
  static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration CLOSE_POLL = Duration.ofMillis(10);

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  final Settings settings;
  final Scheduler scheduler;
  final MessageStore store;
  final Broadcaster broadcaster;
  final PresenceRegistry presence;
  final PluginCalls storeCalls;
  final PluginCalls busCalls;
  final PluginCalls presenceCalls;
  final Counters counters = new Counters();
  final FrameDecoder decoder = new FrameDecoder();
  final FrameEncoder encoder = new FrameEncoder();
  final Listeners listeners;
  final Guards guards;
  final Lanes lanes;
  final PrivateMessages privateMessages = new PrivateMessages(this);
  final Departures departures = new Departures(this);
  final Requests requests = new Requests(this);

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Leases leases;
  private final Comparison comparison = new Comparison(this);
  private final Plugins plugins;
  private final RandomGenerator random;
  private final Executor closers;
  private volatile boolean closing;
  private volatile boolean closed;

  /** Makes a node and registers it; blocks while the registry is asked. */
  public Node(Settings settings, Plugins plugins, Scheduler scheduler) {
    this.settings = settings;
    this.plugins = plugins;
    this.scheduler = scheduler;
    random = scheduler.random();
    store = plugins.store();
    broadcaster = plugins.broadcaster();
    presence = plugins.presence();
    storeCalls = calls("chat-store", store.traits().neverWaits());
    busCalls = calls("chat-bus", broadcaster.traits().neverWaits());
    presenceCalls = calls("chat-presence", presence.traits().neverWaits());
    listeners = new Listeners(scheduler, plugins.listeners(), counters);
    guards = new Guards(this, plugins);
    lanes = new Lanes(this, settings.lanes());
    leases = new Leases(this);
    closers = scheduler.pool("chat-close", 1, 1);
  }

  /** Takes the node's lease, which fails if the registry is out of reach, and begins to hear. */
  public void start() {
    leases.start();
    comparison.start();
    broadcaster.start(
        new Broadcaster.Receiver() {
          @Override
          public void received(Broadcaster.Envelope envelope) {
            LOG.trace("Nothing is published yet that a node has to hear: {}", envelope);
          }

          @Override
          public void mayHaveMissed(Set<Address> addresses) {
            LOG.trace("Nothing is published yet that a node could miss");
          }
        });
  }

  PluginCalls calls(String name, boolean neverWaits) {
    return new PluginCalls(scheduler, name, neverWaits, settings.pool());
  }

  // ---- clients

  /** Serves a client. */
  public ClientSession connect(ConnectionRequest request, ClientConnection connection) {
    Session session = new Session(newId(), this, connection);
    if (closing) {
      session.outbound().close(CloseCode.RESTARTING, "the server is restarting");
    } else if (sessions.size() >= settings.maxSessions()) {
      session.outbound().close(CloseCode.RESTARTING, "the server has too many connections");
    }
    sessions.put(session.id(), session);
    counters.connections.increment();
    session.execute(
        () ->
            guards.limit(
                session,
                request.remoteAddress(),
                RateAction.CONNECT,
                error -> {
                  if (error == null) {
                    session.open(request);
                  } else {
                    session.fail(error);
                    session.outbound().close(CloseCode.FLOODING, error.message());
                    session.resume();
                  }
                }));
    return session;
  }

  @Nullable Session session(String id) {
    return sessions.get(id);
  }

  void forget(Session session) {
    sessions.remove(session.id(), session);
  }

  void registerAllAgain() {
    for (Session session : sessions.values()) {
      session.execute(session::registerAgain);
    }
  }

  /** A bucket for the frames of one connection, or null for no limit. */
  @Nullable Bucket newFrameRate() {
    RateLimit rate = settings.connectionRate();
    if (rate.isUnlimited()) {
      return null;
    }
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(rate.permits()).refillGreedy(rate.permits(), rate.per()))
        .withSynchronizationStrategy(SynchronizationStrategy.NONE)
        .withCustomTimePrecision(
            new TimeMeter() {
              @Override
              public long currentTimeNanos() {
                return scheduler.nanoTime();
              }

              @Override
              public boolean isWallClockBased() {
                return false;
              }
            })
        .build();
  }

  /** What was counted. */
  public Counters counters() {
    return counters;
  }

  /** How many clients there are. */
  public int sessionCount() {
    return sessions.size();
  }

  // ---- what happened

  /** Tells the rooms on this node what a session of this node changed in their membership. */
  void announceOwn(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Lane lane = lanes.of(change.room());
      lane.execute(() -> announceOwn(lane, change));
    }
  }

  /** The same, on the room's lane; listeners hear also of the last member's leaving. */
  void announceOwn(Lane lane, MembershipChange change) {
    if (lane.find(change.room()) != null) {
      announce(lane, change);
    } else if (change.kind() == MembershipChange.Kind.LEFT) {
      listeners.left(change.room(), change.member());
    }
  }

  /** Tells the rooms on this node what changed in their membership, wherever it was changed. */
  void announce(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Lane lane = lanes.of(change.room());
      lane.execute(() -> announce(lane, change));
    }
  }

  /** The same, on the room's lane. */
  void announce(Lane lane, MembershipChange change) {
    LocalRoom local = lane.find(change.room());
    if (local != null) {
      local.change(change);
    }
  }

  // ---- the host

  /** Posts a message of the host's; the outcome is told on the conversation's lane. */
  public void post(Draft draft, PostOutcome outcome) {
    Lane lane = lanes.of(draft.conversation());
    lane.execute(
        () -> {
          if (closed) {
            outcome.failed(ProtocolError.OVERLOADED);
            return;
          }
          guards.intercept(
              lane,
              draft,
              new Guards.Intercepted() {
                @Override
                public void allowed(Draft checked) {
                  lane.append(new Post(checked, outcome));
                }

                @Override
                public void refused(ProtocolError error) {
                  outcome.failed(error);
                }
              });
        });
  }

  public void addListener(ChatListener listener) {
    listeners.add(listener);
  }

  public void removeListener(ChatListener listener) {
    listeners.remove(listener);
  }

  // ---- ids

  private String newId() {
    // Ids of clients are not secret, but must not be guessable from one another either.
    return UUID.randomUUID().toString();
  }

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
    CompletableFuture<Void> ended = new CompletableFuture<>();
    if (closing) {
      ended.complete(null);
      return ended;
    }
    closing = true;
    long deadline = scheduler.nanoTime() + timeout.toNanos();
    await(
        deadline,
        lanes::areIdle,
        () -> {
          for (Session session : sessions.values()) {
            session.outbound().close(CloseCode.RESTARTING, "the server is restarting");
          }
          await(deadline, sessions::isEmpty, () -> closers.execute(() -> end(ended)));
        });
    return ended;
  }

  private void await(long deadline, BooleanSupplier condition, Runnable next) {
    if (condition.getAsBoolean() || scheduler.nanoTime() - deadline >= 0) {
      next.run();
    } else {
      scheduler.schedule(CLOSE_POLL, () -> await(deadline, condition, next));
    }
  }

  private void end(CompletableFuture<Void> ended) {
    closed = true;
    leases.stop();
    comparison.stop();
    endQuietly("lease", () -> presence.release(settings.nodeId()));
    endQuietly("broadcaster", broadcaster::close);
    endQuietly("presence registry", presence::close);
    endQuietly("message store", store::close);
    RateLimiter limiter = plugins.rateLimiter();
    if (limiter != null) {
      endQuietly("rate limiter", limiter::close);
    }
    ended.complete(null);
  }

  private static void endQuietly(String what, Runnable close) {
    try {
      close.run();
    } catch (RuntimeException e) {
      LOG.warn("Cannot close the {}", what, e);
    }
  }
}

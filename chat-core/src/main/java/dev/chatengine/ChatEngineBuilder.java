package dev.chatengine;

import dev.chatengine.engine.Node;
import dev.chatengine.engine.Plugins;
import dev.chatengine.engine.Settings;
import dev.chatengine.engine.ThreadScheduler;
import dev.chatengine.memory.LocalBroadcaster;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.Authorizer;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.Cluster;
import dev.chatengine.spi.MessageInterceptor;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.spi.RateLimiter;
import dev.chatengine.spi.Scheduler;
import dev.chatengine.spi.Traits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts and limits of an engine. Each can be set once; what is not set has its
 * default. Not for use by several threads.
 */
public final class ChatEngineBuilder {
  private final Settings.Builder settings = new Settings.Builder();
  private final List<MessageInterceptor> interceptors = new ArrayList<>();
  private final List<ChatListener> listeners = new ArrayList<>();

  private @Nullable MessageStore messageStore;
  private @Nullable Broadcaster broadcaster;
  private @Nullable PresenceRegistry presenceRegistry;
  private @Nullable RateLimiter rateLimiter;
  private @Nullable Cluster cluster;
  private @Nullable Authenticator authenticator;
  private @Nullable Authorizer authorizer;
  private @Nullable Scheduler scheduler;

  ChatEngineBuilder() {}

  /**
   * Sets where messages are kept; by default in memory. The engine closes it.
   *
   * @param store a store
   * @return this
   */
  public ChatEngineBuilder messageStore(MessageStore store) {
    messageStore = settings.once("messageStore", store);
    return this;
  }

  /**
   * Sets how nodes hear of each other; by default there is one node. The engine closes it.
   *
   * @param broadcaster a broadcaster
   * @return this
   */
  public ChatEngineBuilder broadcaster(Broadcaster broadcaster) {
    this.broadcaster = settings.once("broadcaster", broadcaster);
    return this;
  }

  /**
   * Sets what knows who is where; by default it is in memory. The engine closes it.
   *
   * @param registry a registry
   * @return this
   */
  public ChatEngineBuilder presenceRegistry(PresenceRegistry registry) {
    presenceRegistry = settings.once("presenceRegistry", registry);
    return this;
  }

  /**
   * Sets what is asked, beside {@link #connectionRate}, before messages, private messages and
   * connecting; by default nothing is. The engine closes it.
   *
   * @param limiter a limiter
   * @return this
   */
  public ChatEngineBuilder rateLimiter(RateLimiter limiter) {
    rateLimiter = settings.once("rateLimiter", limiter);
    return this;
  }

  /**
   * Makes this node one of several that are one chat: sets the broadcaster, the presence registry
   * and the rate limiter, but for those that are set by themselves. The engine closes it.
   *
   * @param cluster what the nodes share
   * @return this
   */
  public ChatEngineBuilder cluster(Cluster cluster) {
    this.cluster = settings.once("cluster", cluster);
    return this;
  }

  /**
   * Sets what decides who a client is; by default everybody may connect and choose a name.
   *
   * @param authenticator an authenticator
   * @return this
   */
  public ChatEngineBuilder authenticator(Authenticator authenticator) {
    this.authenticator = settings.once("authenticator", authenticator);
    return this;
  }

  /**
   * Sets what decides what a user may do; by default everything but to moderate.
   *
   * @param authorizer an authorizer
   * @return this
   */
  public ChatEngineBuilder authorizer(Authorizer authorizer) {
    this.authorizer = settings.once("authorizer", authorizer);
    return this;
  }

  /**
   * Adds an interceptor; they are asked in the order in which they are added.
   *
   * @param interceptor an interceptor
   * @return this
   */
  public ChatEngineBuilder interceptor(MessageInterceptor interceptor) {
    interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  /**
   * Adds a listener.
   *
   * @param listener a listener
   * @return this
   */
  public ChatEngineBuilder listener(ChatListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Sets the threads and the clock; by default the engine has its own. The engine does not close
   * it, so that several engines can share one.
   *
   * @param scheduler a scheduler
   * @return this
   */
  public ChatEngineBuilder scheduler(Scheduler scheduler) {
    this.scheduler = settings.once("scheduler", scheduler);
    return this;
  }

  /**
   * Sets the id of this node; by default a random one.
   *
   * @param nodeId 1 to 64 characters, unique among the nodes of the cluster at any time
   * @return this
   * @throws IllegalArgumentException if it is too short or too long
   */
  public ChatEngineBuilder nodeId(String nodeId) {
    settings.nodeId(nodeId);
    return this;
  }

  /**
   * Sets how many frames, of whatever kind, one connection may send; by default 10 a second. A
   * frame beyond that is refused, and its sender told how long to wait.
   *
   * @param rate a limit, or {@link RateLimit#UNLIMITED}
   * @return this
   */
  public ChatEngineBuilder connectionRate(RateLimit rate) {
    settings.connectionRate(rate);
    return this;
  }

  /**
   * Sets how many messages a client is shown when it joins a room; by default 50.
   *
   * @param messages 0 to {@value MessageStore#MAX_LIMIT}
   * @return this
   * @throws IllegalArgumentException if the number is out of range
   */
  public ChatEngineBuilder historyOnJoin(int messages) {
    settings.historyOnJoin(messages);
    return this;
  }

  /**
   * Sets how much of a message of a client's is kept; by default 1,000 UTF-16 units.
   *
   * @param length 1 to {@value Message#MAX_CONTENT_LENGTH}
   * @return this
   * @throws IllegalArgumentException if the number is out of range
   */
  public ChatEngineBuilder maxContentLength(int length) {
    settings.maxContentLength(length);
    return this;
  }

  /**
   * Sets how much of a name that a client chooses is kept; by default 20 UTF-16 units.
   *
   * @param length 2 to {@value User#MAX_NAME_LENGTH}
   * @return this
   * @throws IllegalArgumentException if the number is out of range
   */
  public ChatEngineBuilder maxUsernameLength(int length) {
    settings.maxUsernameLength(length);
    return this;
  }

  /**
   * Sets how much of a room's name that a client gives is kept, and how long a room's name may be
   * where the host posts; by default 30 UTF-16 units.
   *
   * @param length 1 to {@value Room#MAX_NAME_LENGTH}
   * @return this
   * @throws IllegalArgumentException if the number is out of range
   */
  public ChatEngineBuilder maxRoomNameLength(int length) {
    settings.maxRoomNameLength(length);
    return this;
  }

  /**
   * Sets how much may be queued for one connection; by default 1 MiB. Above half of it typing and
   * presence are left out; a connection above it is closed as a slow consumer. A client that joins
   * waits until its queue is below half.
   *
   * @param bytes 64 KiB to 1 GiB
   * @return this
   * @throws IllegalArgumentException if the number is out of range
   */
  public ChatEngineBuilder maxQueuedBytes(long bytes) {
    settings.maxQueuedBytes(bytes);
    return this;
  }

  /**
   * Sets how many connections this node serves; by default 1,000,000. Beyond that, clients are sent
   * elsewhere.
   *
   * @param sessions 1 to 10,000,000
   * @return this
   * @throws IllegalArgumentException if the number is out of range
   */
  public ChatEngineBuilder maxSessions(int sessions) {
    settings.maxSessions(sessions);
    return this;
  }

  /**
   * Sets how long an answer of a part that waits (a remote store, say) is waited for; by default 5
   * seconds.
   *
   * @param deadline 1 millisecond to 10 minutes
   * @return this
   * @throws IllegalArgumentException if the time is out of range
   */
  public ChatEngineBuilder pluginDeadline(Duration deadline) {
    settings.pluginDeadline(deadline);
    return this;
  }

  /**
   * Sets within which time the other nodes notice that this one has died; by default 15 seconds. By
   * then its users have left their rooms and their names are free. The node renews its lease every
   * third of this time, and compares the members of its rooms with the registry as often as two
   * thirds of it go by. One that is stopped, or cut off from the registry, for longer than that is
   * taken for dead: its users are seen to leave, and to come back when it does. So a short time
   * finds the dead sooner, and takes the slow for dead more often.
   *
   * @param lease 1 second to 10 minutes
   * @return this
   * @throws IllegalArgumentException if the time is out of range
   */
  public ChatEngineBuilder lease(Duration lease) {
    settings.lease(lease);
    return this;
  }

  /**
   * Builds and starts the engine. Blocks while remote parts are asked for this node's lease and
   * subscription. If that fails, the parts are left open, to be tried again or closed by the host.
   *
   * @return a running engine
   * @throws IllegalStateException if the nodes of the cluster would not share what they have to, or
   *     the jackson-core on the class path is older than 2.15
   * @throws RuntimeException what the broadcaster or the registry throws if it is out of reach
   */
  public ChatEngine build() {
    Settings built = settings.build(UUID.randomUUID().toString());
    Scheduler own =
        scheduler == null
            ? new ThreadScheduler(Math.max(2, Runtime.getRuntime().availableProcessors()))
            : null;
    Scheduler used = scheduler == null ? Objects.requireNonNull(own) : scheduler;
    try {
      Node node = new Node(built, plugins(used), used);
      node.start();
      return new ChatEngine(node, own);
    } catch (RuntimeException e) {
      if (own != null) {
        own.close();
      }
      throw e;
    }
  }

  private Plugins plugins(Scheduler used) {
    Plugins plugins =
        new Plugins(
            messageStore == null
                ? MemoryMessageStore.builder()
                    .clock(() -> Instant.ofEpochMilli(used.currentTimeMillis()))
                    .build()
                : messageStore,
            broadcaster(),
            presenceRegistry(used),
            rateLimiter == null && cluster != null
                ? cluster.rateLimiter().orElse(null)
                : rateLimiter,
            cluster,
            authenticator,
            authorizer,
            interceptors,
            listeners);
    if (plugins.broadcaster().traits().shared()) {
      requireShared(plugins.store().traits(), "message store", "show different messages");
      requireShared(plugins.presence().traits(), "presence registry", "show different members");
    }
    return plugins;
  }

  private Broadcaster broadcaster() {
    if (broadcaster != null) {
      return broadcaster;
    }
    return cluster == null ? LocalBroadcaster.create() : cluster.broadcaster();
  }

  private PresenceRegistry presenceRegistry(Scheduler used) {
    if (presenceRegistry != null) {
      return presenceRegistry;
    }
    return cluster == null
        ? MemoryPresenceRegistry.builder().nanoClock(used::nanoTime).build()
        : cluster.presenceRegistry();
  }

  private static void requireShared(Traits traits, String part, String otherwise) {
    if (!traits.shared()) {
      throw new IllegalStateException(
          "the broadcaster reaches other nodes, but the "
              + part
              + " is not shared with them, so that nodes would "
              + otherwise
              + " in the same room: give the builder a "
              + part
              + " that all nodes share");
    }
  }
}

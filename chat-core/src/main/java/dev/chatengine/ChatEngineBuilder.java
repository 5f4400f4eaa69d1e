package dev.chatengine;

import dev.chatengine.engine.Node;
import dev.chatengine.engine.context.Settings;
import dev.chatengine.engine.plugin.Plugins;
import dev.chatengine.engine.task.ThreadScheduler;
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
 * Collects the plug-ins and limits of an engine. Each can be set once, and has a default. Not for
 * use by several threads.
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
   * Sets the message store; by default one in memory. The engine closes it.
   *
   * @param store a store
   * @return this
   */
  public ChatEngineBuilder messageStore(MessageStore store) {
    messageStore = settings.once("messageStore", store);
    return this;
  }

  /**
   * Sets the bus to the other nodes; by default there is one node. The engine closes the
   * broadcaster.
   *
   * @param broadcaster a broadcaster
   * @return this
   */
  public ChatEngineBuilder broadcaster(Broadcaster broadcaster) {
    this.broadcaster = settings.once("broadcaster", broadcaster);
    return this;
  }

  /**
   * Sets the registry of sessions, names and members; by default one in memory. The engine closes
   * it.
   *
   * @param registry a registry
   * @return this
   */
  public ChatEngineBuilder presenceRegistry(PresenceRegistry registry) {
    presenceRegistry = settings.once("presenceRegistry", registry);
    return this;
  }

  /**
   * Sets the limiter of messages, private messages and new connections, in addition to {@link
   * #connectionRate}; by default there is none. The engine closes it.
   *
   * @param limiter a limiter
   * @return this
   */
  public ChatEngineBuilder rateLimiter(RateLimiter limiter) {
    rateLimiter = settings.once("rateLimiter", limiter);
    return this;
  }

  /**
   * Makes this node one of several that form one chat: sets the broadcaster, the presence registry
   * and the rate limiter, except those that are set by their own options. The engine closes it.
   *
   * @param cluster the service that the nodes share
   * @return this
   */
  public ChatEngineBuilder cluster(Cluster cluster) {
    this.cluster = settings.once("cluster", cluster);
    return this;
  }

  /**
   * Sets the authenticator, which decides which user a client is; by default everybody may connect
   * and choose a name.
   *
   * @param authenticator an authenticator
   * @return this
   */
  public ChatEngineBuilder authenticator(Authenticator authenticator) {
    this.authenticator = settings.once("authenticator", authenticator);
    return this;
  }

  /**
   * Sets the authorizer, which decides what a user may do; by default everything except to
   * moderate.
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
   * Sets the scheduler, which provides threads and time; by default the engine makes its own. The
   * engine does not close a scheduler that it is given, so that several engines can share one.
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
   * Sets how many frames, of any kind, one connection may send; by default 10 a second. A frame
   * beyond the limit is refused with the time to wait.
   *
   * @param rate a limit, or {@link RateLimit#UNLIMITED}
   * @return this
   */
  public ChatEngineBuilder connectionRate(RateLimit rate) {
    settings.connectionRate(rate);
    return this;
  }

  /**
   * Sets how many messages of its history a client gets when it joins a room; by default 50.
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
   * Sets how long a message of a client may be; by default 1,000 UTF-16 units. A longer message is
   * cut, or refused if the client uses the protocol's extensions.
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
   * Sets how long a name that a client chooses may be; by default 20 UTF-16 units. A longer name is
   * cut, or refused if the client uses the protocol's extensions.
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
   * Sets how long the name of a room may be that a client joins or the host posts to; by default 30
   * UTF-16 units. A longer name of a client is cut, or refused if the client uses the protocol's
   * extensions.
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
   * Sets how many bytes may be queued for one connection; by default 1 MiB. While the queue is
   * above half of the limit, typing and presence frames are dropped, and a client that joins a room
   * waits. A connection whose queue is above the limit is closed as a slow consumer.
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
   * Sets how many connections this node serves; by default 1,000,000. Further clients are refused,
   * with the advice to try another node.
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
   * Sets how long the engine waits for an answer of a plug-in, such as a remote store; by default 5
   * seconds. Plug-ins that {@linkplain Traits#neverWaits() never wait} have no deadline.
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
   * Sets within which time the other nodes notice that this node has died; by default 15 seconds.
   * By then its users have left their rooms, and their names are free. The node renews its lease
   * each third of this time, and compares the members of its rooms with the registry each two
   * thirds of it. A node that pauses for longer, or is cut off from the registry for longer, counts
   * as dead: other clients see its users leave, and join again when the node is back. With a short
   * time, dead nodes are noticed sooner, and slow nodes count as dead more often.
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
   * Builds and starts the engine. Blocks while it takes this node's lease from the registry and
   * subscribes at the broadcaster. If that fails, the plug-ins stay open: the host can try again
   * with them, or close them.
   *
   * @return a running engine
   * @throws IllegalStateException if the broadcaster is shared with other nodes, but the store or
   *     the registry is not; or if the jackson-core on the class path is older than 2.15
   * @throws RuntimeException the exception of the broadcaster or the registry if it cannot be
   *     reached
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

  private static void requireShared(Traits traits, String plugin, String otherwise) {
    if (!traits.shared()) {
      throw new IllegalStateException(
          "the broadcaster reaches other nodes, but the "
              + plugin
              + " is not shared with them, so that nodes would "
              + otherwise
              + " in the same room: give the builder a "
              + plugin
              + " that all nodes share");
    }
  }
}

package dev.chatengine;

import dev.chatengine.engine.HostRequests;
import dev.chatengine.engine.Node;
import dev.chatengine.engine.Plugins;
import dev.chatengine.engine.Settings;
import dev.chatengine.engine.ThreadScheduler;
import dev.chatengine.memory.LocalBroadcaster;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.model.User;
import dev.chatengine.spi.Admission;
import dev.chatengine.spi.Admission.Refusal;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.Authorizer;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.Cluster;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageInterceptor;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.MetricsRecorder;
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
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The chat of one application: names, rooms, history, private messages, typing, presence.
 *
 * <p>{@link #create()} makes one that keeps everything in memory. {@link #builder()} takes a host's
 * own parts. A transport attached to it brings the clients; the host itself speaks, listens, lists,
 * reads and disconnects by the methods here, from any thread. Those that return a {@link
 * CompletionStage} never block; it ends on a thread kept for that, normally or with a {@link
 * dev.chatengine.model.ChatException}.
 */
public final class ChatEngine implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Node node;
  private final HostRequests requests;
  private final @Nullable Scheduler ownScheduler;

  private ChatEngine(Node node, @Nullable Scheduler ownScheduler) {
    this.node = node;
    this.requests = new HostRequests(node);
    this.ownScheduler = ownScheduler;
  }

  /**
   * An engine that keeps everything in memory, within the defaults' bounds.
   *
   * @return a running engine
   */
  public static ChatEngine create() {
    return builder().build();
  }

  /**
   * Starts an engine.
   *
   * @return a builder with the defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Serves a client. Called by transports; the client is greeted, and is a user from then on.
   *
   * @param request what the client brought
   * @param connection the client's connection, open, and with nothing sent on it
   * @return the session, for the transport to call
   */
  public ClientSession connect(ConnectionRequest request, ClientConnection connection) {
    return node.connect(request, connection);
  }

  /**
   * Decides whether a client may connect, before it is taken in: asks for its rate, and the
   * authenticator. For transports that can refuse in their own terms; others call {@link
   * #connect(ConnectionRequest, ClientConnection)} at once, and the engine closes whom it refuses.
   *
   * @param request what the client brought
   * @return the decision, soon; never fails. What is chained to it runs on a thread of the engine's
   *     and must not wait
   */
  public CompletionStage<Admission> admit(ConnectionRequest request) {
    CompletableFuture<Admission> decided = new CompletableFuture<>();
    node.admit(request, decided::complete);
    return decided.minimalCompletionStage();
  }

  /**
   * Serves a client that was admitted.
   *
   * @param admission what {@link #admit} has decided, without a refusal
   * @param connection the client's connection, open, and with nothing sent on it
   * @return the session, for the transport to call
   */
  public ClientSession connect(Admission admission, ClientConnection connection) {
    return node.connect(admission, connection);
  }

  // ---- speaking

  /**
   * Posts a message to a room, whether it has members or not. Its sender need not be connected, or
   * a member. Interceptors are asked; limits and the authorizer are not.
   *
   * @param room the room's name, trimmed and put into lower case as for clients; then 1 to {@link
   *     Builder#maxRoomNameLength maxRoomNameLength} characters
   * @param sender who says it; see {@link User#system()}
   * @param content what is said, at most {@value Message#MAX_CONTENT_LENGTH} characters
   * @return the message once it is stored
   * @throws IllegalArgumentException if a bound is broken
   */
  public CompletionStage<Message> post(String room, User sender, String content) {
    return requests.post(requests.draft(requests.room(room), sender, content));
  }

  /**
   * Posts a message. Posting a draft again with the same client message id gives the same message.
   *
   * @param draft the message
   * @return the message once it is stored, or the one that the sender stored under the same client
   *     message id before
   * @throws IllegalArgumentException if the draft is for a room that no client can join by its
   *     name, see {@link Room#named}, or for a private log in which its sender takes no part
   */
  public CompletionStage<Message> post(Draft draft) {
    return requests.post(draft);
  }

  /**
   * Passes a private message on to a user, on all its connections to any node. It is not kept.
   *
   * @param userId the user's id
   * @param from who says it
   * @param content what is said, at most {@value Message#MAX_CONTENT_LENGTH} characters
   * @return false if nobody of that id is connected
   * @throws IllegalArgumentException if a bound is broken
   */
  public CompletionStage<Boolean> send(String userId, User from, String content) {
    return requests.send(userId, from, content);
  }

  // ---- reading

  /**
   * The newest messages of a room, oldest first.
   *
   * @param room the room's name, as for {@link #post(String, User, String) post}
   * @param limit how many at most, 0 to {@value MessageStore#MAX_LIMIT}
   * @return the messages
   * @throws IllegalArgumentException if a bound of the name is broken
   */
  public CompletionStage<Page> history(String room, int limit) {
    return before(requests.room(room), Long.MAX_VALUE, limit);
  }

  /**
   * The newest messages before a place, oldest first. See {@link MessageStore#before}.
   *
   * @param conversation a conversation; also a room that no client can join by its name
   * @param seq messages of smaller {@code seq} are wanted
   * @param limit how many at most, 0 to {@value MessageStore#MAX_LIMIT}
   * @return the messages
   */
  public CompletionStage<Page> before(Conversation conversation, long seq, int limit) {
    return requests.before(conversation, seq, limit);
  }

  /**
   * The oldest messages after a place, oldest first. See {@link MessageStore#after}.
   *
   * @param conversation a conversation; also a room that no client can join by its name
   * @param seq messages of larger {@code seq} are wanted
   * @param limit how many at most, 0 to {@value MessageStore#MAX_LIMIT}
   * @return the messages
   */
  public CompletionStage<Page> after(Conversation conversation, long seq, int limit) {
    return requests.after(conversation, seq, limit);
  }

  // ---- listing

  /**
   * The rooms that have members, in the order of their names.
   *
   * @param after rooms whose name is larger are wanted; empty for all
   * @param limit how many at most, 0 to {@value MessageStore#MAX_LIMIT}
   * @return the rooms
   */
  public CompletionStage<List<RoomSummary>> rooms(String after, int limit) {
    return requests.rooms(after, limit);
  }

  /**
   * The members of a room, in the order in which they came.
   *
   * @param room the room's name, as for {@link #post(String, User, String) post}
   * @return the members; none if nobody is there
   * @throws IllegalArgumentException if a bound of the name is broken
   */
  public CompletionStage<List<Member>> members(String room) {
    return requests.members(requests.room(room));
  }

  /**
   * What this node counts.
   *
   * @return the figures of this moment
   */
  public ChatStats stats() {
    return new ChatStats(node.sessionCount(), node.counters());
  }

  /**
   * How much is queued for all connections of this node. Looks at each connection, so it is for
   * whoever asks now and then.
   *
   * @return bytes, as the transports count them
   */
  public long queuedBytes() {
    return node.pendingBytes();
  }

  /**
   * Whether clients are taken in, and the parts that this node was given can be reached. A node
   * whose broadcaster or registry is away goes on serving its own clients; one whose store is away
   * cannot keep what they say.
   *
   * @return what is wrong at the moment, as far as the last calls of each part tell
   */
  public ChatHealth health() {
    return new ChatHealth(
        Optional.ofNullable(node.refusal()).map(Refusal::reason),
        node.storeTrouble(),
        node.busTrouble(),
        node.presenceTrouble());
  }

  // ---- hearing

  /**
   * Adds a listener.
   *
   * @param listener is told what happens from now on
   * @return takes the listener away when closed
   */
  public ListenerHandle addListener(ChatListener listener) {
    node.addListener(Objects.requireNonNull(listener, "listener"));
    return () -> node.removeListener(listener);
  }

  /**
   * Adds somebody who records what is measured event by event. See {@link #stats()} for what is
   * counted.
   *
   * @param recorder is told what happens from now on
   * @return takes the recorder away when closed
   */
  public ListenerHandle addMetricsRecorder(MetricsRecorder recorder) {
    node.recorders().add(Objects.requireNonNull(recorder, "recorder"));
    return () -> node.recorders().remove(recorder);
  }

  /** Takes a listener away. */
  @FunctionalInterface
  public interface ListenerHandle extends AutoCloseable {
    /** Takes the listener away; without effect the second time. */
    @Override
    void close();
  }

  // ---- ending

  /**
   * Closes a user's connections to any node. Its clients are told not to come back by themselves.
   *
   * @param userId the user's id
   * @param reason what the clients are told, of which a WebSocket has room for 123 bytes in UTF-8
   * @return how many connections there were
   */
  public CompletionStage<Integer> disconnect(String userId, String reason) {
    return requests.disconnect(userId, reason);
  }

  /**
   * Ends the engine without blocking: no new clients and requests, what is on its way is finished,
   * clients are told to come back elsewhere, the lease is given up, and the parts that the engine
   * was given are closed (but for a scheduler, which its owner closes).
   *
   * @param timeout after which what is not done is broken off
   * @return ends when all that is done; it does not fail
   */
  public CompletionStage<Void> shutdown(Duration timeout) {
    return node.close(timeout)
        .thenRun(
            () -> {
              if (ownScheduler != null) {
                ownScheduler.close();
              }
            });
  }

  /**
   * Ends the engine and waits for it. See {@link #shutdown}.
   *
   * @param timeout after which what is not done is broken off
   */
  public void close(Duration timeout) {
    shutdown(timeout).toCompletableFuture().join();
  }

  /** Ends the engine and waits for it, 10 seconds at most. See {@link #shutdown}. */
  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }

  /**
   * Collects the parts and limits of an engine. Each can be set once; what is not set has its
   * default. Not for use by several threads.
   */
  public static final class Builder {
    private final Options options = new Options();
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

    private Builder() {}

    /**
     * Sets where messages are kept; by default in memory. The engine closes it.
     *
     * @param store a store
     * @return this
     */
    public Builder messageStore(MessageStore store) {
      messageStore = options.once("messageStore", messageStore, store);
      return this;
    }

    /**
     * Sets how nodes hear of each other; by default there is one node. The engine closes it.
     *
     * @param broadcaster a broadcaster
     * @return this
     */
    public Builder broadcaster(Broadcaster broadcaster) {
      this.broadcaster = options.once("broadcaster", this.broadcaster, broadcaster);
      return this;
    }

    /**
     * Sets what knows who is where; by default it is in memory. The engine closes it.
     *
     * @param registry a registry
     * @return this
     */
    public Builder presenceRegistry(PresenceRegistry registry) {
      presenceRegistry = options.once("presenceRegistry", presenceRegistry, registry);
      return this;
    }

    /**
     * Sets what is asked, beside {@link #connectionRate}, before messages, private messages and
     * connecting; by default nothing is. The engine closes it.
     *
     * @param limiter a limiter
     * @return this
     */
    public Builder rateLimiter(RateLimiter limiter) {
      rateLimiter = options.once("rateLimiter", rateLimiter, limiter);
      return this;
    }

    /**
     * Makes this node one of several that are one chat: sets the broadcaster, the presence registry
     * and the rate limiter, but for those that are set by themselves. The engine closes it.
     *
     * @param cluster what the nodes share
     * @return this
     */
    public Builder cluster(Cluster cluster) {
      this.cluster = options.once("cluster", this.cluster, cluster);
      return this;
    }

    /**
     * Sets what decides who a client is; by default everybody may connect and choose a name.
     *
     * @param authenticator an authenticator
     * @return this
     */
    public Builder authenticator(Authenticator authenticator) {
      this.authenticator = options.once("authenticator", this.authenticator, authenticator);
      return this;
    }

    /**
     * Sets what decides what a user may do; by default everything but to moderate.
     *
     * @param authorizer an authorizer
     * @return this
     */
    public Builder authorizer(Authorizer authorizer) {
      this.authorizer = options.once("authorizer", this.authorizer, authorizer);
      return this;
    }

    /**
     * Adds an interceptor; they are asked in the order in which they are added.
     *
     * @param interceptor an interceptor
     * @return this
     */
    public Builder interceptor(MessageInterceptor interceptor) {
      interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
      return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener a listener
     * @return this
     */
    public Builder listener(ChatListener listener) {
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
    public Builder scheduler(Scheduler scheduler) {
      this.scheduler = options.once("scheduler", this.scheduler, scheduler);
      return this;
    }

    /**
     * Sets the id of this node; by default a random one.
     *
     * @param nodeId 1 to 64 characters, unique among the nodes of the cluster at any time
     * @return this
     * @throws IllegalArgumentException if it is too short or too long
     */
    public Builder nodeId(String nodeId) {
      options.nodeId(nodeId);
      return this;
    }

    /**
     * Sets how many frames, of whatever kind, one connection may send; by default 10 a second. A
     * frame beyond that is refused, and its sender told how long to wait.
     *
     * @param rate a limit, or {@link RateLimit#UNLIMITED}
     * @return this
     */
    public Builder connectionRate(RateLimit rate) {
      options.connectionRate(rate);
      return this;
    }

    /**
     * Sets how many messages a client is shown when it joins a room; by default 50.
     *
     * @param messages 0 to {@value MessageStore#MAX_LIMIT}
     * @return this
     * @throws IllegalArgumentException if the number is out of range
     */
    public Builder historyOnJoin(int messages) {
      options.historyOnJoin(messages);
      return this;
    }

    /**
     * Sets how much of a message of a client's is kept; by default 1,000 UTF-16 units.
     *
     * @param length 1 to {@value Message#MAX_CONTENT_LENGTH}
     * @return this
     * @throws IllegalArgumentException if the number is out of range
     */
    public Builder maxContentLength(int length) {
      options.maxContentLength(length);
      return this;
    }

    /**
     * Sets how much of a name that a client chooses is kept; by default 20 UTF-16 units.
     *
     * @param length 2 to {@value User#MAX_NAME_LENGTH}
     * @return this
     * @throws IllegalArgumentException if the number is out of range
     */
    public Builder maxUsernameLength(int length) {
      options.maxUsernameLength(length);
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
    public Builder maxRoomNameLength(int length) {
      options.maxRoomNameLength(length);
      return this;
    }

    /**
     * Sets how much may be queued for one connection; by default 1 MiB. Above half of it typing and
     * presence are left out; a connection above it is closed as a slow consumer. A client that
     * joins waits until its queue is below half.
     *
     * @param bytes 64 KiB to 1 GiB
     * @return this
     * @throws IllegalArgumentException if the number is out of range
     */
    public Builder maxQueuedBytes(long bytes) {
      options.maxQueuedBytes(bytes);
      return this;
    }

    /**
     * Sets how many connections this node serves; by default 1,000,000. Beyond that, clients are
     * sent elsewhere.
     *
     * @param sessions 1 to 10,000,000
     * @return this
     * @throws IllegalArgumentException if the number is out of range
     */
    public Builder maxSessions(int sessions) {
      options.maxSessions(sessions);
      return this;
    }

    /**
     * Sets how long an answer of a part that waits (a remote store, say) is waited for; by default
     * 5 seconds.
     *
     * @param deadline 1 millisecond to 10 minutes
     * @return this
     * @throws IllegalArgumentException if the time is out of range
     */
    public Builder pluginDeadline(Duration deadline) {
      options.pluginDeadline(deadline);
      return this;
    }

    /**
     * Sets within which time the other nodes notice that this one has died; by default 15 seconds.
     * By then its users have left their rooms and their names are free. The node renews its lease
     * every third of this time, and compares the members of its rooms with the registry as often as
     * two thirds of it go by. One that is stopped, or cut off from the registry, for longer than
     * that is taken for dead: its users are seen to leave, and to come back when it does. So a
     * short time finds the dead sooner, and takes the slow for dead more often.
     *
     * @param lease 1 second to 10 minutes
     * @return this
     * @throws IllegalArgumentException if the time is out of range
     */
    public Builder lease(Duration lease) {
      options.lease(lease);
      return this;
    }

    /**
     * Builds and starts the engine. Blocks while remote parts are asked for this node's lease and
     * subscription. If that fails, the parts are left open, to be tried again or closed by the
     * host.
     *
     * @return a running engine
     * @throws IllegalStateException if the nodes of the cluster would not share what they have to,
     *     or the jackson-core on the class path is older than 2.15
     * @throws RuntimeException what the broadcaster or the registry throws if it is out of reach
     */
    public ChatEngine build() {
      Settings settings = options.settings(UUID.randomUUID().toString());
      Scheduler own =
          scheduler == null
              ? new ThreadScheduler(Math.max(2, Runtime.getRuntime().availableProcessors()))
              : null;
      Scheduler used = scheduler == null ? Objects.requireNonNull(own) : scheduler;
      try {
        Node node = new Node(settings, plugins(used), used);
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
}

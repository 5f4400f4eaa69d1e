package dev.chatengine;

import dev.chatengine.engine.HostRequests;
import dev.chatengine.engine.Node;
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
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.MetricsRecorder;
import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  ChatEngine(Node node, @Nullable Scheduler ownScheduler) {
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
  public static ChatEngineBuilder builder() {
    return new ChatEngineBuilder();
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
   *     ChatEngineBuilder#maxRoomNameLength maxRoomNameLength} characters
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
}

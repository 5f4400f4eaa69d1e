package dev.chatengine;

import dev.chatengine.engine.Node;
import dev.chatengine.engine.request.HostRequests;
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
 * <p>{@link #create()} makes an engine that keeps everything in memory. {@link #builder()} takes
 * plug-ins of the host. A transport attached to the engine brings the clients. The host posts,
 * listens, lists, reads and disconnects users by the methods here, from any thread. Methods that
 * return a {@link CompletionStage} never block; the stage completes on a thread reserved for that,
 * normally or with a {@link dev.chatengine.model.ChatException}.
 */
public final class ChatEngine implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Node node;
  private final HostRequests requests;
  private final @Nullable Scheduler ownScheduler;

  ChatEngine(Node node, @Nullable Scheduler ownScheduler) {
    this.node = node;
    this.requests = node.hostRequests();
    this.ownScheduler = ownScheduler;
  }

  /**
   * Makes an engine that keeps everything in memory, within the default bounds.
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
   * Serves a client. Called by transports. The client gets its first frame, and is a user from then
   * on.
   *
   * @param request the client's request
   * @param connection the client's open connection, on which nothing was sent yet
   * @return the session, for the transport to call
   */
  public ClientSession connect(ConnectionRequest request, ClientConnection connection) {
    return node.admissions().connect(request, connection);
  }

  /**
   * Decides whether a client may connect: asks the rate limiter and the authenticator. For
   * transports that can refuse a client before it is connected, such as by an HTTP response. Other
   * transports call {@link #connect(ConnectionRequest, ClientConnection)} at once, and the engine
   * closes the connections of clients that it refuses.
   *
   * @param request the client's request
   * @return a stage that completes with the decision, and never fails. Actions chained to it run on
   *     a thread of the engine and must not wait
   */
  public CompletionStage<Admission> admit(ConnectionRequest request) {
    CompletableFuture<Admission> decided = new CompletableFuture<>();
    node.admissions().admit(request, decided::complete);
    return decided.minimalCompletionStage();
  }

  /**
   * Serves a client that {@link #admit} has admitted.
   *
   * @param admission a decision of {@link #admit} without a refusal
   * @param connection the client's open connection, on which nothing was sent yet
   * @return the session, for the transport to call
   */
  public ClientSession connect(Admission admission, ClientConnection connection) {
    return node.admissions().connect(admission, connection);
  }

  // ---- posting

  /**
   * Posts a message to a room, whether the room has members or not. The sender need not be
   * connected, nor be a member. Interceptors are asked; rate limits and the authorizer are not.
   *
   * @param room the room's name, trimmed and put into lower case as for clients; then 1 to {@link
   *     ChatEngineBuilder#maxRoomNameLength maxRoomNameLength} characters
   * @param sender the sender; see {@link User#system()}
   * @param content the text, at most {@value Message#MAX_CONTENT_LENGTH} characters
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
   *     name, see {@link Room#named}, or for a private log of two other users
   */
  public CompletionStage<Message> post(Draft draft) {
    return requests.post(draft);
  }

  /**
   * Sends a private message to all connections of a user, on any node. The message is not stored.
   *
   * @param userId the user's id
   * @param from the sender
   * @param content the text, at most {@value Message#MAX_CONTENT_LENGTH} characters
   * @return false if no user of that id is connected
   * @throws IllegalArgumentException if a bound is broken
   */
  public CompletionStage<Boolean> send(String userId, User from, String content) {
    return requests.send(userId, from, content);
  }

  // ---- reading

  /**
   * Reads the newest messages of a room, oldest first.
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
   * Reads the newest messages before a position, oldest first. See {@link MessageStore#before}.
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
   * Reads the oldest messages after a position, oldest first. See {@link MessageStore#after}.
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
   * Lists the rooms that have members, in the order of their names.
   *
   * @param after the name after which the list begins; empty for all
   * @param limit how many at most, 0 to {@value MessageStore#MAX_LIMIT}
   * @return the rooms
   */
  public CompletionStage<List<RoomSummary>> rooms(String after, int limit) {
    return requests.rooms(after, limit);
  }

  /**
   * Lists the members of a room, in the order in which they joined.
   *
   * @param room the room's name, as for {@link #post(String, User, String) post}
   * @return the members; none if nobody is in the room
   * @throws IllegalArgumentException if a bound of the name is broken
   */
  public CompletionStage<List<Member>> members(String room) {
    return requests.members(requests.room(room));
  }

  /**
   * Reads the counters of this node.
   *
   * @return the counts at this moment
   */
  public ChatStats stats() {
    return new ChatStats(node.sessionCount(), node.counters());
  }

  /**
   * Sums up how many bytes are queued for all connections of this node. Visits each connection, so
   * call it rarely.
   *
   * @return the bytes, as the transports count them
   */
  public long queuedBytes() {
    return node.pendingBytes();
  }

  /**
   * Returns whether this node accepts clients, and whether its plug-ins can be reached. A node that
   * cannot reach its broadcaster or registry continues to serve its own clients; a node that cannot
   * reach its store cannot store their messages.
   *
   * @return the current problems, as far as the last calls of each plug-in show
   */
  public ChatHealth health() {
    return new ChatHealth(
        Optional.ofNullable(node.admissions().refusal()).map(Refusal::reason),
        node.health().storeOutage(),
        node.health().busOutage(),
        node.health().presenceOutage());
  }

  // ---- listening

  /**
   * Adds a listener.
   *
   * @param listener a listener, which is notified of all that happens from now on
   * @return a handle that removes the listener when it is closed
   */
  public ListenerHandle addListener(ChatListener listener) {
    node.listeners().add(Objects.requireNonNull(listener, "listener"));
    return () -> node.listeners().remove(listener);
  }

  /**
   * Adds a recorder of single measurements. See {@link #stats()} for counters.
   *
   * @param recorder a recorder, which is notified of all that happens from now on
   * @return a handle that removes the recorder when it is closed
   */
  public ListenerHandle addMetricsRecorder(MetricsRecorder recorder) {
    node.recorders().add(Objects.requireNonNull(recorder, "recorder"));
    return () -> node.recorders().remove(recorder);
  }

  /** Removes a listener or a recorder. */
  @FunctionalInterface
  public interface ListenerHandle extends AutoCloseable {
    /** Removes the listener; without effect the second time. */
    @Override
    void close();
  }

  // ---- ending

  /**
   * Closes a user's connections, on any node, with a close code after which clients do not
   * reconnect by themselves.
   *
   * @param userId the user's id
   * @param reason the reason that clients get, of which a WebSocket has room for 123 bytes in UTF-8
   * @return how many connections were closed
   */
  public CompletionStage<Integer> disconnect(String userId, String reason) {
    return requests.disconnect(userId, reason);
  }

  /**
   * Ends the engine without blocking. It accepts no new clients and requests, finishes the requests
   * that have begun, closes connections with a code after which clients reconnect to another node,
   * gives up the node's lease, and closes its plug-ins. It does not close a scheduler that it was
   * given.
   *
   * @param timeout after which the engine aborts unfinished work
   * @return a stage that completes when the engine has ended, and never fails
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
   * Ends the engine and waits for its end. See {@link #shutdown}.
   *
   * @param timeout after which the engine aborts unfinished work
   */
  public void close(Duration timeout) {
    shutdown(timeout).toCompletableFuture().join();
  }

  /** Ends the engine and waits for its end, 10 seconds at most. See {@link #shutdown}. */
  @Override
  public void close() {
    close(CLOSE_TIMEOUT);
  }
}

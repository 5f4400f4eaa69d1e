package dev.chatengine.engine.session;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.ClientRequest;
import dev.chatengine.protocol.Expiry;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: handles its frames one at a time, in their order. A frame that has to wait for a
 * plug-in makes the session busy; later frames wait in a bounded inbox. Chat messages do not make
 * it busy: several may be on their way to the store; a request that ends a membership waits for
 * them.
 *
 * <p>All state belongs to the session's own executor, except where a method says otherwise.
 */
public final class Session extends SerialExecutor implements ClientSession {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** How many frames may wait while the session is busy. */
  static final int MAX_INBOX = 1_000;

  private final String id;
  private final NodeContext context;
  private final SessionHandler handler;
  private final Outbound outbound;
  private final EarlyFrames early;
  private final FrameRate frameRate;
  public final RegistrationState registration = new RegistrationState();
  public final SessionDirects directs;
  public final InFlight inFlight = new InFlight(this);

  /** The frames that wait, in their order; made for the first one. */
  private @Nullable Queue<ClientRequest> inbox;

  private volatile User user;

  /** Since when the user has its name, as nanoseconds of the scheduler's clock. */
  private long namedAt;

  /** The rooms of the session; mostly few, so that a search is faster than a map. */
  private final List<Membership> memberships = new ArrayList<>(1);

  private ProtocolLevel level = ProtocolLevel.UNDECIDED;

  /** Null until the authenticator was called for the client. */
  private @Nullable AuthState auth;

  private boolean busy = true;
  private boolean working;

  /** The connection is closed, but a frame is still being handled. */
  private boolean ending;

  /** The code with which the connection was closed. */
  private int closeCode;

  private boolean gone;

  /** A task threw, so the state may be inconsistent: the session must not be resumed. */
  private boolean broken;

  /** The session takes over another one, and the client does not have the new token yet. */
  private volatile boolean takingOver;

  public Session(
      String id, NodeContext context, SessionHandler handler, ClientConnection connection) {
    super(context.scheduler);
    this.id = id;
    this.context = context;
    this.handler = handler;
    this.outbound = new Outbound(connection, context.settings.maxQueuedBytes(), context.counters);
    this.frameRate = new FrameRate(context.settings.connectionRate(), context.scheduler);
    this.early = new EarlyFrames(outbound);
    this.directs = new SessionDirects(early, outbound, registration);
    this.user = User.builder(id).build();
  }

  /** From any thread. */
  public String id() {
    return id;
  }

  /** From any thread. */
  public Outbound outbound() {
    return outbound;
  }

  /** From any thread. */
  public User user() {
    return user;
  }

  /** From any thread. */
  public String userId() {
    return user.id();
  }

  /** From any thread. */
  public Member member() {
    User current = user;
    return new Member(current.id(), current.displayName());
  }

  public void setName(@Nullable String name) {
    if (!Objects.equals(name, user.name())) {
      namedAt = scheduler.nanoTime();
    }
    user = user.toBuilder().name(name).build();
  }

  /**
   * Another user has had the name for longer. The client gets an error, stays in its rooms, and has
   * to choose another name before it writes or enters a room.
   */
  public void loseName() {
    setName(null);
    fail(ProtocolError.USERNAME_TAKEN, null);
  }

  /** How long the user has had its name; 0 without one. */
  public Duration nameAge() {
    return Duration.ofNanos(user.name() == null ? 0 : scheduler.nanoTime() - namedAt);
  }

  /** Sets the host's data about the user. */
  public void setMetadata(Map<String, String> metadata) {
    user = user.toBuilder().metadata(metadata).build();
  }

  /**
   * Gives the session to another user than the new guest that it began with.
   *
   * @param nameAge how long the user has had its name
   */
  void setUser(User other, Duration nameAge) {
    namedAt = scheduler.nanoTime() - nameAge.toNanos();
    user = other;
  }

  // ---- the protocol level

  /** Whether the client has opted in to the extensions. */
  public boolean isExtended() {
    return level == ProtocolLevel.EXTENDED;
  }

  /** Whether the client may still opt in. */
  public boolean isUndecided() {
    return level == ProtocolLevel.UNDECIDED;
  }

  public void negotiate(ProtocolLevel chosen) {
    level = chosen;
  }

  // ---- authentication

  /** The authentication; only if there is an authenticator. */
  public AuthState auth() {
    AuthState state = auth;
    if (state == null) {
      state = new AuthState(this, outbound);
      auth = state;
    }
    return state;
  }

  /** Whether the client's requests are refused until it has sent a token. */
  public boolean awaitsToken() {
    return auth != null && auth.awaitsToken();
  }

  public @Nullable ConnectionRequest credentials() {
    return auth == null ? null : auth.credentials();
  }

  /** When the authentication expires, as it is sent to the client; null for never. */
  public @Nullable Expiry expiry() {
    return auth == null ? null : auth.expiry();
  }

  /** Begins to take over another session, whose token is void from now on. */
  public void beginTakeover() {
    takingOver = true;
  }

  /** The client has its new token. */
  public void endTakeover() {
    takingOver = false;
  }

  /** Whether the client still has to get its new resume token. From any thread. */
  public boolean isTakingOver() {
    return takingOver && !outbound.isClosed();
  }

  // ---- rooms

  public List<Membership> memberships() {
    return memberships;
  }

  public @Nullable Membership membership(Room room) {
    for (int i = 0; i < memberships.size(); i++) {
      Membership membership = memberships.get(i);
      if (membership.room.equals(room)) {
        return membership;
      }
    }
    return null;
  }

  /** Removes and returns all memberships. */
  public List<Membership> takeMemberships() {
    List<Membership> taken = List.copyOf(memberships);
    memberships.clear();
    return taken;
  }

  public boolean isBusy() {
    return busy;
  }

  public boolean isGone() {
    return gone;
  }

  /** Whether the client is still connected. */
  public boolean isServed() {
    return !gone && !ending;
  }

  // ---- sending

  /** Sends the first frame, then the frames that others sent before. */
  public void greet() {
    reply(new ServerFrame.Connection(userId()));
    early.sendWaiting();
  }

  /** Sends a frame from others, after the first frame. From any thread. */
  public void deliver(OutboundFrame frame) {
    execute(() -> deliverNow(frame));
  }

  /** Sends a frame from others, on the session's executor. */
  public void deliverNow(OutboundFrame frame) {
    early.deliver(frame);
  }

  /** Sends an error at once. From any thread. */
  public void fail(ProtocolError error, @Nullable String ref) {
    context.counters.errors.increment(error.code());
    reply(new ServerFrame.Failed(error, ref));
  }

  /** Sends one frame at once. From any thread. */
  public void reply(ServerFrame frame) {
    outbound.send(context.encoder.encode(frame));
    outbound.flush();
  }

  // ---- frames

  @Override
  public void receive(ByteBuffer text) {
    ClientRequest request = context.decoder.decode(text);
    execute(() -> accept(request));
  }

  private void accept(ClientRequest request) {
    if (gone || ending || outbound.isClosed() || context.isClosing()) {
      return;
    }
    long wait = frameRate.tryAcquire();
    if (wait > 0) {
      refuse(request, wait);
      return;
    }
    if (!busy) {
      work(request);
      return;
    }
    Queue<ClientRequest> waiting = inbox;
    if (waiting == null) {
      waiting = new ArrayDeque<>();
      inbox = waiting;
    }
    if (waiting.size() >= MAX_INBOX) {
      fail(ProtocolError.OVERLOADED, refOf(request));
    } else {
      waiting.add(request);
    }
  }

  private void refuse(ClientRequest request, long waitNanos) {
    context.counters.rateLimited.increment();
    if (frameRate.isFlooding()) {
      outbound.close(CloseCode.FLOODING, "too many requests for too long");
    } else {
      fail(ProtocolError.rateLimited(Duration.ofNanos(waitNanos)), refOf(request));
    }
  }

  private @Nullable String refOf(ClientRequest request) {
    return isExtended() ? request.ref() : null;
  }

  /** A bug of the engine or of a plug-in: the session ends, and cannot be resumed. */
  @Override
  public void failed(Throwable cause) {
    context.log.error(LOG, "A task of session {} of user {} failed", id, user.id(), cause);
    working = false;
    broken = true;
    outbound.close(CloseCode.INTERNAL_ERROR, "internal error");
    resume();
  }

  /** Handles a frame, and then those that wait, until none is left or the session is busy. */
  private void work(@Nullable ClientRequest first) {
    working = true;
    ClientRequest request = first;
    while (request != null && !outbound.isClosed()) {
      handle(request);
      request = busy || inbox == null ? null : inbox.poll();
    }
    working = false;
  }

  /** If a request throws before it has begun anything, the client gets an error. */
  private void handle(ClientRequest request) {
    try {
      handler.handle(this, request);
    } catch (RuntimeException e) {
      if (busy) {
        throw e;
      }
      context.log.error(LOG, "A request of session {} of user {} failed", id, user.id(), e);
      fail(ProtocolError.INTERNAL, refOf(request));
    }
  }

  /** The present frame has to wait for something: later frames wait, too, until {@link #resume}. */
  public void busy() {
    busy = true;
  }

  /** The present frame is done. */
  public void resume() {
    busy = false;
    if (working) {
      return;
    }
    if (ending) {
      end();
      return;
    }
    handler.idle(this);
    if (!busy && inbox != null) {
      work(inbox.poll());
    }
  }

  /** Registers the session again later: the registry may have another state of it. */
  public void markStale() {
    if (registration.stale || gone || context.isClosed()) {
      return;
    }
    registration.stale = true;
    // While the registry is away nothing is tried: the lease's renewal notices its return.
    if (!context.presence.isAway()) {
      scheduler.schedule(context.retryDelay(), () -> execute(() -> handler.stale(this)));
    }
  }

  // ---- the end

  @Override
  public void drained() {
    outbound.drained();
  }

  @Override
  public long lowWaterMark() {
    return outbound.lowWaterMark();
  }

  @Override
  public void closed(int code) {
    outbound.markClosed();
    execute(
        () -> {
          closeCode = outbound.closeCode(code);
          end();
        });
  }

  /** Ends the session once the present frame is done. */
  private void end() {
    if (gone) {
      return;
    }
    inbox = null;
    if (busy) {
      ending = true;
      return;
    }
    gone = true;
    if (auth != null) {
      auth.expireAt(null);
    }
    handler.ended(this);
  }

  /** The code with which the connection was closed. */
  public int closeCode() {
    return closeCode;
  }

  /** Whether a task has thrown, so that the session must not be resumed. */
  public boolean isBroken() {
    return broken;
  }
}

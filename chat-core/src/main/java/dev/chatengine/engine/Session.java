package dev.chatengine.engine;

import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
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
import dev.chatengine.spi.Scheduler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: takes its frames in the order in which they came, one at a time. A frame that has to
 * wait for a plug-in makes the session busy; those behind it wait in a bounded inbox. Chat messages
 * do not make it busy, several may be on their way to the store; what ends a membership waits for
 * them.
 *
 * <p>All state belongs to the session's own sequence, except where a method says otherwise.
 */
final class Session extends Sequence implements ClientSession {
  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** How many frames may wait while the session is busy. */
  static final int MAX_INBOX = 1_000;

  /**
   * No timer is longer. When it goes off, the time of day, which may have been set meanwhile, is
   * read again.
   */
  private static final Duration LONGEST_TIMER = Duration.ofDays(1);

  /** How much may come for a client before its greeting. */
  private static final int MAX_EARLY = 100;

  /** How many of one client's messages may be on their way to the store. */
  static final int MAX_POSTS = 1_000;

  private final String id;
  private final Node node;
  private final Outbound outbound;
  private final FrameRate frameRate;
  final SessionRegistration registration;
  final SessionDirects directs;

  /** Frames that wait, in their order; made when the first one has to. */
  private @Nullable Queue<ClientRequest> inbox;

  /** Counts messages on their way to the store; touched by the lanes too. */
  private final AtomicInteger posts = new AtomicInteger();

  private volatile User user;

  /** Since when the user has its name, as nanoseconds of the scheduler's clock. */
  private long namedAt;

  /** The rooms it is in; few, so that looking at all is quicker than a map. */
  private final List<Membership> memberships = new ArrayList<>(1);

  private Dialect dialect = Dialect.UNDECIDED;

  /** What it came with, kept where an authenticator may be asked again. */
  private @Nullable ConnectionRequest credentials;

  /** Nothing is done for it until it has brought a token. */
  private boolean awaitsToken;

  private Scheduler.@Nullable Cancellable expiry;
  private @Nullable Instant expiresAt;

  private volatile @Nullable Runnable whenPostsEnded;

  /** What others had for the client before its greeting; null once it has been greeted. */
  private @Nullable List<OutboundFrame> early = new ArrayList<>(0);

  private boolean busy = true;
  private boolean working;

  /** The connection is closed, but a frame is still at hand. */
  private boolean ending;

  /** By which code the connection was closed. */
  private int closeCode;

  private boolean gone;

  /** A task threw, so its state may be half of what it should be: nobody is to go on with it. */
  private boolean broken;

  /** It takes up another session, and its client has not been told so. */
  private volatile boolean takingOver;

  /** How much of the protocol a client speaks. */
  private enum Dialect {
    /** It has sent nothing yet, so it may still opt in. */
    UNDECIDED,
    BASE,
    EXTENDED
  }

  Session(String id, Node node, ClientConnection connection) {
    super(node.scheduler);
    this.id = id;
    this.node = node;
    this.outbound = new Outbound(connection, node.settings.maxQueuedBytes(), node.counters);
    this.frameRate = new FrameRate(node.settings.connectionRate(), node.scheduler);
    this.registration = new SessionRegistration(this, node);
    this.directs = new SessionDirects(this);
    this.user = User.builder(id).build();
  }

  /** From any thread. */
  String id() {
    return id;
  }

  /** From any thread. */
  Outbound outbound() {
    return outbound;
  }

  /** From any thread. */
  User user() {
    return user;
  }

  /** From any thread. */
  String userId() {
    return user.id();
  }

  /** From any thread. */
  Member member() {
    User current = user;
    return new Member(current.id(), current.displayName());
  }

  /** Whether another connection takes it over by the token of this hash. From any thread. */
  boolean hasToken(String hash) {
    return hash.equals(registration.tokenHash());
  }

  void setName(@Nullable String name) {
    if (!Objects.equals(name, user.name())) {
      namedAt = scheduler.nanoTime();
    }
    user = user.toBuilder().name(name).build();
  }

  /**
   * Another user has had the name for longer. The client is told, stays in its rooms, and has to
   * choose another name before it writes or enters a room.
   */
  void loseName() {
    setName(null);
    fail(ProtocolError.USERNAME_TAKEN, null);
  }

  /** How long the user has had its name; 0 without one. */
  Duration nameAge() {
    return Duration.ofNanos(user.name() == null ? 0 : scheduler.nanoTime() - namedAt);
  }

  /** What the host keeps with the user is what it said last. */
  void setMetadata(Map<String, String> metadata) {
    user = user.toBuilder().metadata(metadata).build();
  }

  /**
   * Gives the session to another user than the new guest that it began with.
   *
   * @param nameAge how long the user has had its name
   */
  void setUser(User other, Duration nameAge) {
    String formerId = user.id();
    namedAt = scheduler.nanoTime() - nameAge.toNanos();
    user = other;
    node.sessions.changeUser(this, formerId, other.id());
    if (other.known()) {
      node.directs.came(other.id());
    }
  }

  // ---- what it speaks

  /** Whether it has opted in to the extensions. */
  boolean isExtended() {
    return dialect == Dialect.EXTENDED;
  }

  /** Whether it may still opt in. */
  boolean isUndecided() {
    return dialect == Dialect.UNDECIDED;
  }

  void speakBase() {
    dialect = Dialect.BASE;
  }

  void speakExtended() {
    dialect = Dialect.EXTENDED;
  }

  @Nullable ConnectionRequest credentials() {
    return credentials;
  }

  void setCredentials(@Nullable ConnectionRequest request) {
    credentials = request;
  }

  /** Whether nothing is done for it until it has brought a token. */
  boolean awaitsToken() {
    return awaitsToken;
  }

  void awaitToken(Instant until) {
    awaitsToken = true;
    expireAt(until);
  }

  void tokenCame() {
    awaitsToken = false;
    expireAt(null);
  }

  /**
   * Closes the connection at a moment, unless it is put off; null for never. What cannot be said in
   * a frame is so late that it counts as never.
   */
  void expireAt(@Nullable Instant moment) {
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
    expiresAt = moment == null || moment.isAfter(Message.MAX_TIMESTAMP) ? null : moment;
    if (expiresAt == null) {
      return;
    }
    Duration left = left(expiresAt);
    if (left.compareTo(LONGEST_TIMER) > 0) {
      expiry = scheduler.schedule(LONGEST_TIMER, () -> execute(() -> expireAt(expiresAt)));
    } else {
      expiry =
          scheduler.schedule(
              left.isNegative() ? Duration.ZERO : left,
              () -> outbound.close(CloseCode.UNAUTHORIZED, "the authentication has expired"));
    }
  }

  private Duration left(Instant moment) {
    return Duration.between(Instant.ofEpochMilli(scheduler.currentTimeMillis()), moment);
  }

  /** When the client's authentication ends, as it is told; null for never. */
  @Nullable Expiry expiry() {
    Instant moment = expiresAt;
    return moment == null
        ? null
        : new Expiry(moment, Math.max(0, TimeUnit.MILLISECONDS.convert(left(moment))));
  }

  /** Begins to take up another session, whose token is void from now on. */
  void beginTakeover() {
    takingOver = true;
  }

  /** The client has been told its new token. */
  void endTakeover() {
    takingOver = false;
  }

  /** Whether the client has yet to be told with which token it can come back. From any thread. */
  boolean isTakingOver() {
    return takingOver && !outbound.isClosed();
  }

  // ---- its rooms

  List<Membership> memberships() {
    return memberships;
  }

  @Nullable Membership membership(Room room) {
    for (int i = 0; i < memberships.size(); i++) {
      Membership membership = memberships.get(i);
      if (membership.room.room.equals(room)) {
        return membership;
      }
    }
    return null;
  }

  /** Takes all memberships away. */
  List<Membership> takeMemberships() {
    List<Membership> taken = List.copyOf(memberships);
    memberships.clear();
    return taken;
  }

  boolean isBusy() {
    return busy;
  }

  boolean isGone() {
    return gone;
  }

  /** Whether its client is still there. */
  boolean isServed() {
    return !gone && !ending;
  }

  // ---- what it is sent

  /** Tells the client who it is; what others had for it before comes next. */
  void greet() {
    reply(new ServerFrame.Connection(userId()));
    List<OutboundFrame> frames = early;
    early = null;
    if (frames != null) {
      frames.forEach(outbound::send);
      outbound.flush();
    }
  }

  /** Sends what somebody has for the client, once it has been greeted. From any thread. */
  void deliver(OutboundFrame frame) {
    execute(() -> deliverNow(frame));
  }

  /** The same, on the session's sequence. */
  void deliverNow(OutboundFrame frame) {
    List<OutboundFrame> waiting = early;
    if (waiting == null) {
      outbound.send(frame);
      outbound.flush();
    } else if (waiting.size() < MAX_EARLY) {
      waiting.add(frame);
    } else {
      outbound.close(CloseCode.RESTARTING, "too much was said before the greeting");
    }
  }

  /** Tells the client that a request of its failed, at once. From any thread. */
  void fail(ProtocolError error, @Nullable String ref) {
    node.counters.errors.increment(error.code());
    reply(new ServerFrame.Failed(error, ref));
  }

  /** Sends one frame at once. From any thread. */
  void reply(ServerFrame frame) {
    outbound.send(node.encoder.encode(frame));
    outbound.flush();
  }

  // ---- frames

  @Override
  public void receive(ByteBuffer text) {
    ClientRequest request = node.decoder.decode(text);
    execute(() -> accept(request));
  }

  private void accept(ClientRequest request) {
    if (gone || ending || outbound.isClosed() || node.isClosing()) {
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
    node.counters.rateLimited.increment();
    if (frameRate.isFlooding()) {
      outbound.close(CloseCode.FLOODING, "too many requests for too long");
    } else {
      fail(ProtocolError.rateLimited(Durations.millisRoundedUp(waitNanos)), refOf(request));
    }
  }

  private @Nullable String refOf(ClientRequest request) {
    return isExtended() ? request.ref() : null;
  }

  /**
   * A fault of ours or of a plug-in's: the client begins anew, and nothing of the session stays.
   */
  @Override
  void failed(Throwable cause) {
    node.log.error(LOG, "A task of session {} of user {} failed", id, user.id(), cause);
    working = false;
    broken = true;
    outbound.close(CloseCode.INTERNAL_ERROR, "internal error");
    resume();
  }

  /** Handles a frame and then what waits, until there is nothing or the session is busy. */
  private void work(@Nullable ClientRequest first) {
    working = true;
    ClientRequest request = first;
    while (request != null && !outbound.isClosed()) {
      handle(request);
      request = busy || inbox == null ? null : inbox.poll();
    }
    working = false;
  }

  /** A request that throws before it has begun anything is answered, and the session goes on. */
  private void handle(ClientRequest request) {
    try {
      node.requests.handle(this, request);
    } catch (RuntimeException e) {
      if (busy) {
        throw e;
      }
      node.log.error(LOG, "A request of session {} of user {} failed", id, user.id(), e);
      fail(ProtocolError.INTERNAL, refOf(request));
    }
  }

  /**
   * The frame at hand has to wait for something: those behind it wait too, until {@link #resume}.
   */
  void busy() {
    busy = true;
  }

  /** The frame at hand is done with. */
  void resume() {
    busy = false;
    if (working) {
      return;
    }
    if (ending) {
      end();
      return;
    }
    registration.confirmIfDue();
    if (!busy && inbox != null) {
      work(inbox.poll());
    }
  }

  // ---- messages on their way

  /** Counts a message that sets out, or refuses it because too many are on their way. */
  boolean beginPost() {
    if (posts.get() >= MAX_POSTS) {
      return false;
    }
    posts.incrementAndGet();
    return true;
  }

  /** A message has arrived, or failed. From any thread. */
  void endPost() {
    if (posts.decrementAndGet() == 0 && whenPostsEnded != null) {
      execute(this::postsEnded);
    }
  }

  /** Whether a message of its own is on its way. From any thread. */
  boolean hasPosts() {
    return posts.get() > 0;
  }

  /**
   * Runs a task once no message is on its way, at once if so now. The session is busy meanwhile.
   */
  void whenPostsEnded(Runnable task) {
    if (posts.get() == 0) {
      task.run();
      return;
    }
    whenPostsEnded = task;
    if (posts.get() == 0) {
      postsEnded();
    }
  }

  private void postsEnded() {
    Runnable task = whenPostsEnded;
    if (task != null && posts.get() == 0) {
      whenPostsEnded = null;
      task.run();
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

  /** Leaves everything, once what is at hand is done with. */
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
    node.counters.closes.increment(closeCode);
    expireAt(null);
    boolean park = registration.tokenHash() != null && !broken && mayComeBack(closeCode);
    List<Membership> left = takeMemberships();
    Set<Room> rooms = new LinkedHashSet<>();
    AtomicInteger waiting = new AtomicInteger(left.size());
    for (Membership membership : left) {
      rooms.add(membership.room.room);
      node.lanes
          .of(membership.room.room)
          .execute(
              () -> {
                membership.room.exit(membership);
                if (waiting.decrementAndGet() == 0) {
                  execute(() -> registration.end(rooms, park));
                }
              });
    }
    if (left.isEmpty()) {
      registration.end(rooms, park);
    }
  }

  /**
   * Whether a client that was closed so may come back with its token. With 1001 it may: browsers
   * and proxies close so, too, while the page stays.
   */
  private static boolean mayComeBack(int code) {
    return code != CloseCode.NORMAL.code()
        && code != CloseCode.UNAUTHORIZED.code()
        && code != CloseCode.REPLACED.code();
  }
}

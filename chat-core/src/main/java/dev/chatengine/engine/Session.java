package dev.chatengine.engine;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.PresenceRegistry.Registration;
import dev.chatengine.spi.SessionRecord;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
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

  /** How many of one client's messages may be on their way to the store. */
  static final int MAX_POSTS = 1_000;

  private final String id;
  private final Node node;
  private final Outbound outbound;
  private final @Nullable Bucket frameRate;

  /** Frames that wait, in their order; made when the first one has to. */
  private @Nullable Queue<ClientFrame> inbox;

  /** Counts messages on their way to the store; touched by the lanes too. */
  private final AtomicInteger posts = new AtomicInteger();

  private volatile User user;
  private @Nullable Membership membership;

  private volatile @Nullable Runnable whenPostsEnded;
  private boolean busy = true;
  private boolean working;

  /** The registry may know of it, and has to be told of its end. */
  private boolean registered;

  /** The connection is closed, but a frame is still at hand. */
  private boolean ending;

  private boolean gone;

  /** The room that it was in at its end. */
  private @Nullable Room lastRoom;

  /** The registry is to be told again what the session is, once it is not busy. */
  private boolean unconfirmed;

  /** The same, in a while or once the registry is back. */
  private boolean doubtful;

  Session(String id, Node node, ClientConnection connection) {
    super(node.scheduler);
    this.id = id;
    this.node = node;
    this.outbound = new Outbound(connection, node.settings.maxQueuedBytes(), node.counters);
    this.frameRate = node.newFrameRate();
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

  @Nullable Membership membership() {
    return membership;
  }

  void setName(@Nullable String name) {
    user = user.toBuilder().name(name).build();
  }

  boolean isIn(Room room) {
    Membership current = membership;
    return current != null && current.room.room.equals(room);
  }

  boolean isBusy() {
    return busy;
  }

  boolean isGone() {
    return gone;
  }

  void setMembership(@Nullable Membership membership) {
    this.membership = membership;
  }

  /** Sends one frame at once. From any thread. */
  void reply(ServerFrame frame) {
    outbound.send(node.encoder.encode(frame));
    outbound.flush();
  }

  /** Tells that a request failed. From any thread. */
  void fail(ProtocolError error) {
    reply(new ServerFrame.Failed(error));
  }

  // ---- opening

  /** Finds out who the client is, registers it and greets it. */
  void open(ConnectionRequest request) {
    node.guards.authenticate(
        this,
        request,
        new Answer<Authenticator.Authentication>() {
          @Override
          public void done(Authenticator.Authentication answer) {
            if (answer instanceof Authenticator.Authentication.Refused refused) {
              refuse(refused.reason());
            } else if (answer instanceof Authenticator.Authentication.Accepted accepted) {
              greet(accepted.user().toBuilder().known(true).build());
            } else {
              greet(user);
            }
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot authenticate a client", cause);
            refuse("authentication failed");
          }
        });
  }

  private void refuse(String reason) {
    outbound.close(CloseCode.UNAUTHORIZED, reason);
    resume();
  }

  /** Greets the client, and only then lets others find it, who may have something for it. */
  private void greet(User as) {
    reply(new ServerFrame.Connection(as.id()));
    user = as;
    register();
  }

  /** That the registry is away keeps nobody out: what it has to know is told once it is back. */
  private void register() {
    registered = true;
    node.presenceCalls.call(
        this,
        () -> node.presence.register(record(), node.settings.grace()),
        new Answer<Registration>() {
          @Override
          public void done(Registration registration) {
            node.announceOwn(registration.changes());
            resume();
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot register session {}, trying later: {}", id, cause.toString());
            doubt();
            resume();
          }

          @Override
          public void late(Registration registration) {
            calledLate();
          }

          @Override
          public void lateFailure() {
            calledLate();
          }
        });
  }

  private SessionRecord record() {
    Membership current = membership;
    Set<Room> rooms = current == null ? Set.of() : Set.of(current.room.room);
    return new SessionRecord(id, node.settings.nodeId(), user, rooms, null);
  }

  /** The registry may think otherwise of the session: it is told again what the session is. */
  void doubt() {
    if (!doubtful && !gone && !node.isClosed()) {
      doubtful = true;
      // While the registry is away nothing is tried: its return is noticed by the lease.
      if (!node.presenceIsAway()) {
        scheduler.schedule(node.retryDelay(), () -> execute(() -> confirmDoubtful(() -> {})));
      }
    }
  }

  /** The same as {@link #confirm} if it is necessary. */
  void confirmDoubtful(Runnable ended) {
    if (doubtful) {
      confirm(ended);
    } else {
      ended.run();
    }
  }

  /**
   * Registers the session again as it is, once it is not busy.
   *
   * @param ended is run when the registry has answered or failed, or is not asked now
   */
  void confirm(Runnable ended) {
    if (!registered || gone || ending || node.isClosed()) {
      ended.run();
      return;
    }
    if (busy) {
      unconfirmed = true;
      ended.run();
      return;
    }
    busy();
    doubtful = false;
    node.presenceCalls.call(
        this,
        () -> node.presence.register(record(), node.settings.grace()),
        new Answer<Registration>() {
          @Override
          public void done(Registration registration) {
            ended.run();
            node.announceOwn(registration.changes());
            if (registration.nameKept()) {
              resume();
            } else {
              node.requests.loseName(Session.this);
            }
          }

          @Override
          public void failed(Throwable cause) {
            LOG.debug("Cannot register session {} again, trying later", id, cause);
            ended.run();
            doubt();
            resume();
          }

          @Override
          public void late(Registration registration) {
            node.announceOwn(registration.changes());
            calledLate();
          }

          @Override
          public void lateFailure() {
            calledLate();
          }
        });
  }

  /** A call that was given up has had its effect, or may have: the last word is to be ours. */
  private void calledLate() {
    if (gone) {
      unregister();
    } else {
      doubt();
    }
  }

  // ---- frames

  @Override
  public void receive(ByteBuffer text) {
    ClientFrame frame = node.decoder.decode(text);
    execute(() -> accept(frame));
  }

  private void accept(ClientFrame frame) {
    if (gone || ending || outbound.isClosed() || node.isClosing()) {
      return;
    }
    if (frameRate != null) {
      ConsumptionProbe probe = frameRate.tryConsumeAndReturnRemaining(1);
      if (!probe.isConsumed()) {
        node.counters.rateLimited.increment();
        fail(ProtocolError.rateLimited(Durations.millisRoundedUp(probe.getNanosToWaitForRefill())));
        return;
      }
    }
    if (!busy) {
      work(frame);
      return;
    }
    Queue<ClientFrame> waiting = inbox;
    if (waiting == null) {
      waiting = new ArrayDeque<>();
      inbox = waiting;
    }
    if (waiting.size() >= MAX_INBOX) {
      fail(ProtocolError.OVERLOADED);
    } else {
      waiting.add(frame);
    }
  }

  /** A fault of ours or of a plug-in's: the client is sent elsewhere, and nothing of it stays. */
  @Override
  void failed(Throwable cause) {
    super.failed(cause);
    working = false;
    outbound.close(CloseCode.RESTARTING, "internal error");
    resume();
  }

  /** Handles a frame and then what waits, until there is nothing or the session is busy. */
  private void work(@Nullable ClientFrame first) {
    working = true;
    ClientFrame frame = first;
    while (frame != null && !outbound.isClosed()) {
      node.requests.handle(this, frame);
      frame = busy || inbox == null ? null : inbox.poll();
    }
    working = false;
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
    if (unconfirmed) {
      unconfirmed = false;
      confirm(() -> {});
    }
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
    execute(this::end);
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
    Membership current = membership;
    membership = null;
    if (current == null) {
      unregister();
    } else {
      lastRoom = current.room.room;
      Lane lane = node.lanes.of(current.room.room);
      lane.execute(
          () -> {
            current.room.exit(current);
            execute(this::unregister);
          });
    }
  }

  private void unregister() {
    if (!registered) {
      node.forget(this);
      return;
    }
    node.presenceCalls.call(
        this,
        () -> node.presence.unregister(id),
        new Answer<List<MembershipChange>>() {
          @Override
          public void done(List<MembershipChange> changes) {
            node.forget(Session.this);
            node.announceOwn(changes);
          }

          @Override
          public void failed(Throwable cause) {
            if (node.isClosing()) {
              // It goes with the node's lease.
              node.forget(Session.this);
              return;
            }
            LOG.debug("Cannot unregister session {}, trying again", id, cause);
            assumeLeft();
            scheduler.schedule(node.retryDelay(), () -> execute(Session.this::unregister));
          }

          @Override
          public void late(List<MembershipChange> changes) {
            node.announceOwn(changes);
          }
        });
  }

  /** Those in the room see the session go, though the registry does not know yet. */
  private void assumeLeft() {
    Room room = lastRoom;
    lastRoom = null;
    if (room != null) {
      Lane lane = node.lanes.of(room);
      lane.execute(
          () -> {
            LocalRoom local = lane.find(room);
            if (local != null) {
              local.assumeLeft(member());
            }
          });
    }
  }
}

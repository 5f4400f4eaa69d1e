package dev.chatengine.engine.request;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.direct.DirectRecovery;
import dev.chatengine.engine.direct.PrivateMessages;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.room.Joins;
import dev.chatengine.engine.session.DirectPositions;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.PresenceRegistry.Takeover;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resumes a client's former session, with its rooms and the messages that it missed. Belongs to the
 * session's executor.
 */
final class Resumption {
  private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

  /** How often a takeover of unknown outcome is tried. */
  private static final int MAX_TAKEOVERS = 3;

  private final NodeContext context;
  private final Sessions sessions;
  private final Joins joins;
  private final PrivateMessages privateMessages;
  private final Bus bus;
  private final Outcome outcome;
  private final Request request;
  private final Session session;
  private final ClientFrame.Hello hello;
  private final DirectRecovery missed;
  private final String formerHash;

  /** The positions of the private logs when the session began; each of its tokens contains them. */
  private final DirectPositions atStart;

  private final String token;
  private final Queue<Room> rooms = new ArrayDeque<>();
  private int takeovers;

  Resumption(
      NodeContext context,
      Sessions sessions,
      Joins joins,
      PrivateMessages privateMessages,
      Bus bus,
      Request request,
      ClientFrame.Hello hello,
      DirectRecovery missed,
      String formerToken,
      ResumeTokens tokens,
      Outcome outcome) {
    this.context = context;
    this.sessions = sessions;
    this.joins = joins;
    this.privateMessages = privateMessages;
    this.bus = bus;
    this.request = request;
    this.session = request.session();
    this.hello = hello;
    this.missed = missed;
    this.formerHash = ResumeTokens.hash(formerToken);
    this.atStart = ResumeTokens.positions(formerToken);
    this.token = tokens.next(atStart);
    this.outcome = outcome;
  }

  /** Answers the client. */
  interface Outcome {
    /** The client has its former session again. */
    void resumed(String token);

    /** The client has a new session. */
    void notResumed();
  }

  /** Unregisters this connection's new session, then takes over the former one. */
  public void start() {
    session.beginTakeover();
    if (context.isClosing()) {
      // The token stays valid for another node.
      session.outbound().close(CloseCode.RESTARTING, "the server is restarting");
      session.resume();
      return;
    }
    context.presence.call(
        session,
        registry -> registry.unregister(session.id()),
        new Callback<List<MembershipChange>>() {
          @Override
          public void onSuccess(List<MembershipChange> changes) {
            takeOver();
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG, "Cannot resume a client, beginning a new session: {}", cause.toString());
            outcome.notResumed();
          }
        });
  }

  private void takeOver() {
    takeovers++;
    String newHash = ResumeTokens.hash(token);
    context.presence.call(
        session,
        registry -> registry.takeOver(formerHash, session.id(), context.settings.nodeId(), newHash),
        new Callback<Optional<Takeover>>() {
          @Override
          public void onSuccess(Optional<Takeover> takeover) {
            if (takeover.isPresent()) {
              takenOver(takeover.get());
            } else {
              outcome.notResumed();
            }
          }

          @Override
          public void onFailure(Throwable cause) {
            if (takeovers < MAX_TAKEOVERS && !session.outbound().isClosed()) {
              context.scheduler.schedule(
                  context.retryDelay(), () -> session.execute(Resumption.this::takeOver));
            } else {
              context.log.warn(
                  LOG, "Cannot resume a client, beginning a new session: {}", cause.toString());
              outcome.notResumed();
            }
          }

          @Override
          public void onLateSuccess(Optional<Takeover> takeover) {
            // The next try has the same result, but without the held payloads.
            takeover.ifPresent(taken -> deliverHeld(taken.held()));
          }
        });
  }

  private void takenOver(Takeover takeover) {
    User former = takeover.session().user();
    closeFormer(takeover.formerNodeId(), former);
    User now = session.user();
    if (former.known() != now.known() || (former.known() && !former.equals(now))) {
      // The token of a known user is not enough: the client has to be that user.
      outcome.notResumed();
      return;
    }
    sessions.changeUser(session, former.known() ? now : former, takeover.session().nameAge());
    session.registration.setTokenHash(ResumeTokens.hash(token));
    outcome.resumed(token);
    if (session.user().name() == null && !takeover.session().rooms().isEmpty()) {
      // An older holder took the name back while the session had no connection.
      session.fail(ProtocolError.USERNAME_TAKEN, null);
    }
    deliverHeld(takeover.held());
    rooms.addAll(takeover.session().rooms());
    missed.find(atStart, this::joinNext);
  }

  private void closeFormer(String formerNodeId, User user) {
    BusEvent.TakenOver event = new BusEvent.TakenOver(user.id(), formerHash);
    if (formerNodeId.equals(context.settings.nodeId())) {
      sessions.closeTakenOver(event);
    } else {
      bus.send(formerNodeId, event, sent -> {});
    }
  }

  private void deliverHeld(List<ByteBuffer> held) {
    for (ByteBuffer payload : held) {
      if (!missed.takeHeld(payload)) {
        privateMessages.deliverHeld(session, payload);
      }
    }
  }

  /** Joins one room after the other, since each may have many missed messages. */
  private void joinNext() {
    Room room = rooms.poll();
    if (room == null || session.outbound().isClosed()) {
      missed.catchUp();
      return;
    }
    joins.rejoin(request, room, hello.rooms().get(room.name()), this::joinNext);
  }
}

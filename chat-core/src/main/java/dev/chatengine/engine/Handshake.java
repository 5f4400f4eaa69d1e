package dev.chatengine.engine;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ClientFrame;
import dev.chatengine.protocol.ErrorCode;
import dev.chatengine.protocol.Limits;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.Admission;
import dev.chatengine.spi.Admission.Cause;
import dev.chatengine.spi.Admission.Refusal;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.PresenceRegistry.Takeover;
import dev.chatengine.spi.RateAction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a client comes in: as a guest or as whom the authenticator knows, with the extensions or
 * without, anew or as the session that it was before. Called on the session's sequence.
 */
final class Handshake {
  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
  private static final int VERSION = 1;

  /** How long the token of a client is waited for that may do nothing without. */
  private static final Duration TOKEN_TIME = Duration.ofSeconds(10);

  /** How often a takeover is tried of which it is not known what became of it. */
  private static final int MAX_TAKEOVERS = 3;

  private final Node node;
  private final ResumeTokens tokens = new ResumeTokens();

  Handshake(Node node) {
    this.node = node;
  }

  // ---- connecting

  /**
   * Finds out whether a client may come in, and who it is; answers on the sequence.
   *
   * @param full why nobody may come in, or null
   */
  void admit(
      Sequence sequence,
      ConnectionRequest request,
      @Nullable Refusal full,
      Consumer<Admission> admitted) {
    Consumer<Admission> counted =
        admission -> {
          admission
              .refusal()
              .ifPresent(refusal -> node.counters.connectionsRefused.increment(refusal.cause()));
          admitted.accept(admission);
        };
    if (full != null) {
      counted.accept(Admission.refused(request, full));
      return;
    }
    node.guards.limit(
        sequence,
        request.remoteAddress(),
        RateAction.CONNECT,
        error -> {
          if (error == null) {
            authenticate(sequence, request, counted);
          } else {
            Duration wait = Duration.ofMillis(error.retryAfterMillis());
            counted.accept(
                Admission.refused(request, new Refusal(Cause.RATE_LIMITED, error.message(), wait)));
          }
        });
  }

  private void authenticate(
      Sequence sequence, ConnectionRequest request, Consumer<Admission> admitted) {
    node.guards.authenticate(
        sequence,
        request,
        new Answer<Authentication>() {
          @Override
          public void done(Authentication answer) {
            Refusal refusal = refusal(answer);
            admitted.accept(
                refusal == null
                    ? Admission.granted(request, answer)
                    : Admission.refused(request, refusal));
          }

          @Override
          public void failed(Throwable cause) {
            node.log.warn(
                LOG,
                "The authenticator failed, so a client from {} is refused",
                request.remoteAddress(),
                Textless.of(cause));
            admitted.accept(
                Admission.refused(
                    request,
                    PluginCalls.wasAnswered(cause)
                        ? new Refusal(Cause.UNAUTHORIZED, "authentication failed", Duration.ZERO)
                        : Node.unavailable("authentication is not possible at the moment")));
          }
        });
  }

  private static @Nullable Refusal refusal(Authentication answer) {
    if (answer instanceof Authentication.Refused refused) {
      return new Refusal(Cause.UNAUTHORIZED, refused.reason(), Duration.ZERO);
    }
    return answer instanceof Authentication.Forbidden forbidden
        ? new Refusal(Cause.FORBIDDEN, forbidden.reason(), Duration.ZERO)
        : null;
  }

  /** Greets a client that has been admitted, or closes it. The session is busy meanwhile. */
  void open(Session session, Admission admission) {
    Refusal refusal = admission.refusal().orElse(null);
    if (refusal != null) {
      session.outbound().close(closeCode(refusal.cause()), refusal.reason());
    }
    if (session.outbound().isClosed()) {
      session.resume();
      return;
    }
    if (node.guards.authenticates()) {
      session.setCredentials(admission.request());
    }
    accept(session, admission.authentication());
    if (admission.authentication() instanceof Authentication.TokenAwaited) {
      session.greet();
      session.awaitToken(node.now().plus(TOKEN_TIME));
      session.resume();
    } else {
      // Whoever has seen the greeting can be found by others, on whatever node.
      session.registration.register(
          () -> {
            session.greet();
            session.resume();
          });
    }
  }

  private static CloseCode closeCode(Cause cause) {
    return switch (cause) {
      case UNAUTHORIZED, FORBIDDEN -> CloseCode.UNAUTHORIZED;
      case RATE_LIMITED -> CloseCode.FLOODING;
      case UNAVAILABLE -> CloseCode.RESTARTING;
    };
  }

  private static ProtocolError error(Cause cause, String reason) {
    return switch (cause) {
      case UNAUTHORIZED, FORBIDDEN -> ProtocolError.unauthorized(reason);
      case RATE_LIMITED, UNAVAILABLE -> new ProtocolError(ErrorCode.OVERLOADED, reason);
    };
  }

  private static void accept(Session session, Authentication answer) {
    if (answer instanceof Authentication.Accepted accepted) {
      session.setUser(accepted.user().toBuilder().known(true).build(), Duration.ZERO);
      session.expireAt(accepted.expiresAt());
    }
  }

  // ---- hello

  /** Opts a client in, whose first frame this is. */
  void hello(Request request, ClientFrame.Hello hello) {
    if (hello.version() != VERSION) {
      request.fail(
          ProtocolError.unsupported(
              "Version " + hello.version() + " of the extensions is not known, only " + VERSION));
      return;
    }
    Session session = request.session();
    String token = hello.token();
    ConnectionRequest credentials = session.credentials();
    if (session.awaitsToken() && token == null) {
      request.fail(ProtocolError.TOKEN_REQUIRED);
      return;
    }
    session.speakExtended();
    session.busy();
    if (token == null || credentials == null) {
      begin(request, hello);
      return;
    }
    authenticate(
        session,
        credentials.withToken(token),
        admission -> {
          Refusal refusal = admission.refusal().orElse(null);
          if (refusal == null && isDecided(admission.authentication())) {
            session.tokenCame();
            accept(session, admission.authentication());
            begin(request, hello);
          } else {
            Cause cause = refusal == null ? Cause.UNAUTHORIZED : refusal.cause();
            String why = refusal == null ? "the token is not enough" : refusal.reason();
            request.fail(error(cause, why));
            session.outbound().close(closeCode(cause), why);
            session.resume();
          }
        });
  }

  private static boolean isDecided(Authentication answer) {
    return !(answer instanceof Authentication.TokenAwaited);
  }

  private void begin(Request request, ClientFrame.Hello hello) {
    MissedDirects missed = MissedDirects.begin(node, request, hello);
    if (hello.resume() == null) {
      beginAnew(request, missed);
    } else {
      new Resumption(request, hello, hello.resume(), missed).start();
    }
  }

  private void beginAnew(Request request, MissedDirects missed) {
    Session session = request.session();
    missed.readPlaces(
        places -> {
          String token = tokens.next(places);
          session.registration.setTokenHash(ResumeTokens.hash(token));
          session.registration.register(
              () -> {
                welcome(request, token, false);
                missed.catchUp();
              });
        });
  }

  private void welcome(Request request, String token, boolean resumed) {
    Session session = request.session();
    request.reply(
        new ServerFrame.Welcome(
            session.userId(),
            session.id(),
            token,
            limits(),
            session.expiry(),
            resumed,
            request.ref()));
    session.endTakeover();
  }

  private Limits limits() {
    return new Limits(
        node.settings.maxContentLength(),
        node.settings.maxUsernameLength(),
        node.settings.maxRoomNameLength(),
        node.settings.maxRooms(),
        Limits.HISTORY_PAGE,
        (int) node.settings.heartbeat().toSeconds());
  }

  /** One client's way back into the session that it was. */
  private final class Resumption {
    private final Request request;
    private final Session session;
    private final ClientFrame.Hello hello;
    private final MissedDirects missed;
    private final String formerHash;

    /** Where the private logs stood when the session began, as its tokens say one after another. */
    private final DirectPlaces begun;

    private final String token;
    private final Queue<Room> rooms = new ArrayDeque<>();
    private int takeovers;

    Resumption(Request request, ClientFrame.Hello hello, String formerToken, MissedDirects missed) {
      this.request = request;
      this.session = request.session();
      this.hello = hello;
      this.missed = missed;
      this.formerHash = ResumeTokens.hash(formerToken);
      this.begun = ResumeTokens.places(formerToken);
      this.token = tokens.next(begun);
    }

    /** What was registered of this connection makes place for the session that it takes over. */
    void start() {
      session.beginTakeover();
      if (node.isClosing()) {
        // Its token stays good for another node.
        session.outbound().close(CloseCode.RESTARTING, "the server is restarting");
        session.resume();
        return;
      }
      node.presenceCalls.call(
          session,
          () -> node.presence.unregister(session.id()),
          new Answer<List<MembershipChange>>() {
            @Override
            public void done(List<MembershipChange> changes) {
              takeOver();
            }

            @Override
            public void failed(Throwable cause) {
              node.log.warn(
                  LOG, "A client begins anew that could not be resumed: {}", cause.toString());
              beginAnew(request, missed);
            }
          });
    }

    private void takeOver() {
      takeovers++;
      String newHash = ResumeTokens.hash(token);
      node.presenceCalls.call(
          session,
          () -> node.presence.takeOver(formerHash, session.id(), node.settings.nodeId(), newHash),
          new Answer<Optional<Takeover>>() {
            @Override
            public void done(Optional<Takeover> takeover) {
              if (takeover.isPresent()) {
                takenOver(takeover.get());
              } else {
                beginAnew(request, missed);
              }
            }

            @Override
            public void failed(Throwable cause) {
              if (takeovers < MAX_TAKEOVERS && !session.outbound().isClosed()) {
                node.scheduler.schedule(
                    node.retryDelay(), () -> session.execute(Resumption.this::takeOver));
              } else {
                node.log.warn(
                    LOG, "A client begins anew that could not be resumed: {}", cause.toString());
                beginAnew(request, missed);
              }
            }

            @Override
            public void late(Optional<Takeover> takeover) {
              // The next try has the same result, but for what was held.
              takeover.ifPresent(taken -> deliverHeld(taken.held()));
            }
          });
    }

    private void takenOver(Takeover takeover) {
      User former = takeover.session().user();
      closeFormer(takeover.formerNodeId(), former);
      User now = session.user();
      if (former.known() != now.known() || (former.known() && !former.equals(now))) {
        // Whoever holds the token of a user who is known has to be that user, too.
        beginAnew(request, missed);
        return;
      }
      session.setUser(former.known() ? now : former, takeover.session().nameAge());
      session.registration.setTokenHash(ResumeTokens.hash(token));
      welcome(request, token, true);
      if (session.user().name() == null && !takeover.session().rooms().isEmpty()) {
        // An older holder took the name back while the session had no connection.
        session.fail(ProtocolError.USERNAME_TAKEN, null);
      }
      deliverHeld(takeover.held());
      rooms.addAll(takeover.session().rooms());
      missed.find(begun, this::enterNext);
    }

    private void closeFormer(String formerNodeId, User user) {
      BusEvent.TakenOver event = new BusEvent.TakenOver(user.id(), formerHash);
      if (formerNodeId.equals(node.settings.nodeId())) {
        node.closeTakenOver(event);
      } else {
        node.bus.send(formerNodeId, event, sent -> {});
      }
    }

    private void deliverHeld(List<ByteBuffer> held) {
      for (ByteBuffer payload : held) {
        if (!missed.takeHeld(payload)) {
          node.privateMessages.deliverHeld(session, payload);
        }
      }
    }

    /** One room after the other: what was missed of one is a page or many. */
    private void enterNext() {
      Room room = rooms.poll();
      if (room == null || session.outbound().isClosed()) {
        missed.catchUp();
        return;
      }
      Lane lane = node.lanes.of(room);
      Join join = Join.resuming(node, lane, request, room, hello.rooms().get(room.name()));
      lane.execute(
          () ->
              join.start(
                  membership ->
                      session.execute(
                          () -> {
                            session.memberships().add(membership);
                            enterNext();
                          })));
    }
  }

  // ---- renewal

  /** Asks the authenticator again, before what it decided ends. */
  void authenticate(Request request, ClientFrame.Authenticate frame) {
    Session session = request.session();
    ConnectionRequest credentials = session.credentials();
    String token = frame.token();
    if (credentials == null) {
      request.fail(ProtocolError.unsupported("Nobody is authenticated here"));
      return;
    }
    if (token == null) {
      request.fail(ProtocolError.invalid("token is missing"));
      return;
    }
    session.busy();
    authenticate(
        session,
        credentials.withToken(token),
        admission -> {
          Refusal refusal = admission.refusal().orElse(null);
          if (refusal != null) {
            request.failAndResume(error(refusal.cause(), refusal.reason()));
          } else if (session.user().known()
              && admission.authentication() instanceof Authentication.Accepted accepted
              && accepted.user().equals(session.user())) {
            session.setMetadata(accepted.user().metadata());
            session.expireAt(accepted.expiresAt());
            request.reply(
                new ServerFrame.Authenticated(session.userId(), session.expiry(), request.ref()));
            session.resume();
          } else {
            request.failAndResume(ProtocolError.unauthorized("The token is of another user"));
          }
        });
  }
}

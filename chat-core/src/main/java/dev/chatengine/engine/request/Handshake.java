package dev.chatengine.engine.request;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.direct.DirectIndex;
import dev.chatengine.engine.direct.DirectLogs;
import dev.chatengine.engine.direct.DirectRecovery;
import dev.chatengine.engine.direct.PrivateMessages;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.plugin.PluginCalls;
import dev.chatengine.engine.registration.SessionRegistration;
import dev.chatengine.engine.room.Joins;
import dev.chatengine.engine.session.ProtocolLevel;
import dev.chatengine.engine.session.Request;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.engine.telemetry.RedactedException;
import dev.chatengine.model.User;
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
import dev.chatengine.spi.RateAction;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects clients: as guests or as known users, with the extensions or without, with a new session
 * or a resumed one. Called on the session's executor.
 */
public final class Handshake {
  private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
  private static final int VERSION = 1;

  /** How long to wait for the token of a client that may do nothing without one. */
  private static final Duration TOKEN_TIME = Duration.ofSeconds(10);

  private final NodeContext context;
  private final Guards guards;
  private final Sessions sessions;
  private final SessionRegistration registration;
  private final Lanes lanes;
  private final DirectIndex directs;
  private final DirectLogs directLogs;
  private final Joins joins;
  private final PrivateMessages privateMessages;
  private final Bus bus;
  private final ResumeTokens tokens = new ResumeTokens();

  public Handshake(
      NodeContext context,
      Guards guards,
      Sessions sessions,
      SessionRegistration registration,
      Lanes lanes,
      DirectIndex directs,
      DirectLogs directLogs,
      Joins joins,
      PrivateMessages privateMessages,
      Bus bus) {
    this.context = context;
    this.guards = guards;
    this.sessions = sessions;
    this.registration = registration;
    this.lanes = lanes;
    this.directs = directs;
    this.directLogs = directLogs;
    this.joins = joins;
    this.privateMessages = privateMessages;
    this.bus = bus;
  }

  // ---- connecting

  /**
   * Decides whether a client may connect, and as which user; answers on the executor.
   *
   * @param full why no client may connect, or null
   */
  public void admit(
      SerialExecutor executor,
      ConnectionRequest request,
      @Nullable Refusal full,
      Consumer<Admission> admitted) {
    Consumer<Admission> counted =
        admission -> {
          admission
              .refusal()
              .ifPresent(refusal -> context.counters.connectionsRefused.increment(refusal.cause()));
          admitted.accept(admission);
        };
    if (full != null) {
      counted.accept(Admission.refused(request, full));
      return;
    }
    guards.limit(
        executor,
        request.remoteAddress(),
        RateAction.CONNECT,
        error -> {
          if (error == null) {
            authenticate(executor, request, counted);
          } else {
            Duration wait = Duration.ofMillis(error.retryAfterMillis());
            counted.accept(
                Admission.refused(request, new Refusal(Cause.RATE_LIMITED, error.message(), wait)));
          }
        });
  }

  private void authenticate(
      SerialExecutor executor, ConnectionRequest request, Consumer<Admission> admitted) {
    guards.authenticate(
        executor,
        request,
        new Callback<Authentication>() {
          @Override
          public void onSuccess(Authentication answer) {
            Refusal refusal = refusal(answer);
            admitted.accept(
                refusal == null
                    ? Admission.granted(request, answer)
                    : Admission.refused(request, refusal));
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG,
                "The authenticator failed, so a client from {} is refused",
                request.remoteAddress(),
                RedactedException.of(cause));
            admitted.accept(
                Admission.refused(
                    request,
                    PluginCalls.wasAnswered(cause)
                        ? new Refusal(Cause.UNAUTHORIZED, "authentication failed", Duration.ZERO)
                        : unavailable("authentication is not possible at the moment")));
          }
        });
  }

  static Refusal unavailable(String why) {
    return new Refusal(Cause.UNAVAILABLE, why, NodeContext.RETRY);
  }

  private static @Nullable Refusal refusal(Authentication answer) {
    if (answer instanceof Authentication.Refused refused) {
      return new Refusal(Cause.UNAUTHORIZED, refused.reason(), Duration.ZERO);
    }
    return answer instanceof Authentication.Forbidden forbidden
        ? new Refusal(Cause.FORBIDDEN, forbidden.reason(), Duration.ZERO)
        : null;
  }

  /** Sends the first frame to an admitted client, or closes the connection. The session is busy. */
  public void open(Session session, Admission admission) {
    Refusal refusal = admission.refusal().orElse(null);
    if (refusal != null) {
      session.outbound().close(closeCode(refusal.cause()), refusal.reason());
    }
    if (session.outbound().isClosed()) {
      session.resume();
      return;
    }
    if (guards.authenticates()) {
      session.auth().setCredentials(admission.request());
    }
    accept(session, admission.authentication());
    if (admission.authentication() instanceof Authentication.TokenAwaited) {
      session.greet();
      session.auth().awaitToken(context.now().plus(TOKEN_TIME));
      session.resume();
    } else {
      // Registered before the first frame, so that others can find the user then, on any node.
      registration.register(
          session,
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

  private void accept(Session session, Authentication answer) {
    if (answer instanceof Authentication.Accepted accepted) {
      User user = accepted.user().toBuilder().known(true).build();
      sessions.changeUser(session, user, Duration.ZERO);
      directs.userConnected(user.id());
      session.auth().expireAt(accepted.expiresAt());
    }
  }

  // ---- hello

  /** Opts a client in to the extensions; this is its first frame. */
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
    session.negotiate(ProtocolLevel.EXTENDED);
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
            session.auth().tokenReceived();
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
    DirectRecovery missed =
        DirectRecovery.begin(context, lanes, directs, directLogs, request, hello);
    if (hello.resume() == null) {
      beginAnew(request, missed);
    } else {
      new Resumption(
              context,
              sessions,
              joins,
              privateMessages,
              bus,
              request,
              hello,
              missed,
              hello.resume(),
              tokens,
              new Resumption.Outcome() {
                @Override
                public void resumed(String token) {
                  welcome(request, token, true);
                }

                @Override
                public void notResumed() {
                  beginAnew(request, missed);
                }
              })
          .start();
    }
  }

  private void beginAnew(Request request, DirectRecovery missed) {
    Session session = request.session();
    missed.readPositions(
        positions -> {
          String token = tokens.next(positions);
          session.registration.setTokenHash(ResumeTokens.hash(token));
          registration.register(
              session,
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
        context.settings.maxContentLength(),
        context.settings.maxUsernameLength(),
        context.settings.maxRoomNameLength(),
        context.settings.maxRooms(),
        Limits.HISTORY_PAGE,
        (int) context.settings.heartbeat().toSeconds());
  }

  // ---- renewal

  /** Asks the authenticator again, before its decision expires. */
  public void authenticate(Request request, ClientFrame.Authenticate frame) {
    Session session = request.session();
    ConnectionRequest credentials = session.credentials();
    String token = frame.token();
    if (credentials == null) {
      request.fail(ProtocolError.unsupported("This server does not authenticate clients"));
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
            session.auth().expireAt(accepted.expiresAt());
            request.reply(
                new ServerFrame.Authenticated(session.userId(), session.expiry(), request.ref()));
            session.resume();
          } else {
            request.failAndResume(ProtocolError.unauthorized("The token belongs to another user"));
          }
        });
  }
}

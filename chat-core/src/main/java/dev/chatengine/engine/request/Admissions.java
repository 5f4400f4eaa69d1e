package dev.chatengine.engine.request;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.SessionHandler;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.spi.Admission;
import dev.chatengine.spi.Admission.Refusal;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Admits and connects clients, unless the node is full or closing. Safe for all threads. */
public final class Admissions {
  private final NodeContext context;
  private final Sessions sessions;
  private final Handshake handshake;
  private final SessionHandler handler;

  public Admissions(
      NodeContext context, Sessions sessions, Handshake handshake, SessionHandler handler) {
    this.context = context;
    this.sessions = sessions;
    this.handshake = handshake;
    this.handler = handler;
  }

  /** Decides whether a client may connect; the outcome comes on some serial executor. */
  public void admit(ConnectionRequest request, Consumer<Admission> admitted) {
    SerialExecutor executor = new SerialExecutor(context.scheduler);
    executor.execute(() -> handshake.admit(executor, request, refusal(), admitted));
  }

  /** Why no client may connect now, or null. */
  public @Nullable Refusal refusal() {
    if (context.isClosing()) {
      return Handshake.unavailable("the server is restarting");
    }
    return sessions.size() >= context.settings.maxSessions()
        ? Handshake.unavailable("the server has too many connections")
        : null;
  }

  /** Serves a client, if it may connect. */
  public ClientSession connect(ConnectionRequest request, ClientConnection connection) {
    Session session = newSession(connection);
    Refusal refusal = refusal();
    begin(
        session,
        refusal,
        () ->
            handshake.admit(
                session, request, refusal, admission -> handshake.open(session, admission)));
    return session;
  }

  /** Serves a client after the decision whether it may connect. */
  public ClientSession connect(Admission admission, ClientConnection connection) {
    Session session = newSession(connection);
    begin(session, refusal(), () -> handshake.open(session, admission));
    return session;
  }

  private Session newSession(ClientConnection connection) {
    return new Session(context.scheduler.newId(), context, handler, connection);
  }

  /**
   * Serves a session.
   *
   * @param refusal why no client may connect, decided before this session was counted; or null
   */
  private void begin(Session session, @Nullable Refusal refusal, Runnable open) {
    if (refusal != null) {
      session.outbound().close(CloseCode.RESTARTING, refusal.reason());
    }
    sessions.add(session);
    context.counters.connections.increment();
    if (context.isClosing()) {
      sessions.closeForRestart(session);
    }
    session.execute(open);
  }
}

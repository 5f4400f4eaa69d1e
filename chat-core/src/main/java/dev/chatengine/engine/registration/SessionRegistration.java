package dev.chatengine.engine.registration;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.room.MemberChanges;
import dev.chatengine.engine.session.RegistrationState;
import dev.chatengine.engine.session.RegistryWrite;
import dev.chatengine.engine.session.Session;
import dev.chatengine.spi.PresenceRegistry.Registration;
import dev.chatengine.spi.SessionRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers this node's sessions in the presence registry: when they begin, and again whenever the
 * registry may have another state of them. Every method is called on the session's executor.
 */
public final class SessionRegistration {
  private static final Logger LOG = LoggerFactory.getLogger(SessionRegistration.class);

  private final NodeContext context;
  private final MemberChanges changes;
  private final SessionEnd ends;

  public SessionRegistration(NodeContext context, MemberChanges changes, SessionEnd ends) {
    this.context = context;
    this.changes = changes;
    this.ends = ends;
  }

  /**
   * Registers a busy session, for the first time or again. If that fails, the session continues,
   * and registers again later.
   *
   * @param then is run in either case
   */
  public void register(Session session, Runnable then) {
    session.registration.registered = true;
    SessionRecord record = ends.record(session);
    context.presence.call(
        session,
        registry -> registry.register(record, context.settings.grace()),
        new RegistryWrite<Registration>(session) {
          @Override
          public void onSuccess(Registration registration) {
            changed(registration);
            if (!registration.nameKept()) {
              session.loseName();
            }
            then.run();
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG,
                "Cannot register session {}, trying later: {}",
                session.id(),
                cause.toString());
            session.markStale();
            then.run();
          }

          @Override
          protected void changed(Registration registration) {
            changes.announceOwn(registration.changes());
          }

          @Override
          protected void overtaken() {
            // The late registration must not outlive the session.
            if (session.isGone()) {
              ends.unregister(session);
            } else {
              session.markStale();
            }
          }
        });
  }

  /** Calls {@link #confirm} if the session is stale. */
  public void confirmStale(Session session, Runnable ended) {
    if (session.registration.stale) {
      confirm(session, ended);
    } else {
      ended.run();
    }
  }

  /**
   * Registers a session again, once it is not busy.
   *
   * @param ended is run after the call of the registry, or if it is not called now
   */
  void confirm(Session session, Runnable ended) {
    RegistrationState state = session.registration;
    if (!state.registered || !session.isServed() || context.isClosed()) {
      ended.run();
      return;
    }
    if (session.isBusy()) {
      state.due = true;
      ended.run();
      return;
    }
    session.busy();
    state.stale = false;
    register(
        session,
        () -> {
          ended.run();
          session.resume();
        });
  }

  /**
   * Registers a busy session again if that is due.
   *
   * @param then is run in either case
   */
  public void registerIfDue(Session session, Runnable then) {
    RegistrationState state = session.registration;
    if (state.due || state.stale) {
      state.due = false;
      state.stale = false;
      register(session, then);
    } else {
      then.run();
    }
  }

  /** Registers a session that is not busy any more again if that is due. */
  public void confirmIfDue(Session session) {
    if (session.registration.due) {
      session.registration.due = false;
      confirm(session, () -> {});
    }
  }
}

package dev.chatengine.engine.request;

import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.session.Session;
import dev.chatengine.model.Draft;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.spi.Authorizer.Permission;
import dev.chatengine.spi.RateAction;
import org.jspecify.annotations.Nullable;

/**
 * Asks the limiter, the authorizer and the interceptors, in this order, whether a client's draft
 * may be sent. Belongs to the session's executor.
 */
final class DraftCheck {
  private final Guards guards;
  private final Session session;
  private final RateAction action;
  private final Draft draft;
  private final Guards.Intercepted verdict;

  DraftCheck(
      Guards guards, Session session, RateAction action, Draft draft, Guards.Intercepted verdict) {
    this.guards = guards;
    this.session = session;
    this.action = action;
    this.draft = draft;
    this.verdict = verdict;
  }

  public void start() {
    guards.limit(session, session.userId(), action, this::limited);
  }

  private void limited(@Nullable ProtocolError error) {
    if (error == null) {
      guards.authorize(
          session, session.user(), Permission.POST, draft.conversation(), this::authorized);
    } else {
      verdict.refused(error);
    }
  }

  private void authorized(@Nullable ProtocolError error) {
    if (error == null) {
      guards.intercept(session, draft, verdict);
    } else {
      verdict.refused(error);
    }
  }
}

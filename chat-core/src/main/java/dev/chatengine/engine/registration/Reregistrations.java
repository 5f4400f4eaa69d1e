package dev.chatengine.engine.registration;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.task.ConcurrencyLimit;
import dev.chatengine.engine.task.SerialExecutor;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;

/**
 * Registers sessions again, a few at a time, after the registry was away or has lost its data. Safe
 * for all threads.
 */
public final class Reregistrations {
  private static final int MAX_UNDER_WAY = 64;

  private final Sessions sessions;
  private final SessionRegistration registration;
  private final SerialExecutor executor;
  private final ConcurrencyLimit limit = new ConcurrencyLimit(MAX_UNDER_WAY);

  public Reregistrations(NodeContext context, Sessions sessions, SessionRegistration registration) {
    this.sessions = sessions;
    this.registration = registration;
    this.executor = new SerialExecutor(context.scheduler);
  }

  public void registerAll() {
    add(sessions.all(), registration::confirm);
  }

  /** Registers some sessions again, to find which of them have lost their names. */
  public void register(Set<String> sessionIds) {
    add(
        sessionIds.stream().map(sessions::find).filter(Objects::nonNull).toList(),
        registration::confirm);
  }

  /** Registers all stale sessions again. */
  public void registerStale() {
    add(sessions.all(), registration::confirmStale);
  }

  /** Registers one session again, on its executor. */
  @FunctionalInterface
  private interface Step {
    /**
     * Begins, if necessary.
     *
     * @param ended is run once, after success, after failure, or if it was not necessary
     */
    void begin(Session session, Runnable ended);
  }

  private void add(Collection<Session> some, Step step) {
    executor.execute(
        () -> {
          for (Session session : some) {
            limit.take(() -> session.execute(() -> step.begin(session, this::ended)));
          }
        });
  }

  private void ended() {
    executor.execute(limit::end);
  }
}

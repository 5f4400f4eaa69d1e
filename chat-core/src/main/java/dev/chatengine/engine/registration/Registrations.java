package dev.chatengine.engine.registration;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.task.Sequence;
import dev.chatengine.engine.task.Turns;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;

/**
 * Lets sessions register again as they are, some at a time, after the registry was away or has lost
 * its memory. Safe for all threads.
 */
public final class Registrations {
  private static final int MAX_UNDER_WAY = 64;

  private final Sessions sessions;
  private final SessionRegistration registration;
  private final Sequence sequence;
  private final Turns turns = new Turns(MAX_UNDER_WAY);

  public Registrations(NodeContext context, Sessions sessions, SessionRegistration registration) {
    this.sessions = sessions;
    this.registration = registration;
    this.sequence = new Sequence(context.scheduler);
  }

  public void registerAll() {
    add(sessions.all(), registration::confirm);
  }

  /** Registers some sessions again, by which those learn it whose names older holders have. */
  public void register(Set<String> sessionIds) {
    add(
        sessionIds.stream().map(sessions::find).filter(Objects::nonNull).toList(),
        registration::confirm);
  }

  /** Registers those sessions again of which the registry may have another state. */
  public void registerStale() {
    add(sessions.all(), registration::confirmStale);
  }

  /** What a session does about it, on its sequence. */
  @FunctionalInterface
  private interface Step {
    /**
     * Begins, if it is necessary.
     *
     * @param ended to be run once, when it has succeeded, failed or proved unnecessary
     */
    void begin(Session session, Runnable ended);
  }

  private void add(Collection<Session> some, Step step) {
    sequence.execute(
        () -> {
          for (Session session : some) {
            turns.take(() -> session.execute(() -> step.begin(session, this::ended)));
          }
        });
  }

  private void ended() {
    sequence.execute(turns::end);
  }
}

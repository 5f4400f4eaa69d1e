package dev.chatengine.engine;

import java.util.Collection;

/**
 * Lets sessions register again as they are, some at a time, after the registry was away or has lost
 * its memory. Safe for all threads.
 */
final class Registrations {
  private static final int MAX_UNDER_WAY = 64;

  private final Sequence sequence;
  private final Turns turns = new Turns(MAX_UNDER_WAY);

  Registrations(Sequence sequence) {
    this.sequence = sequence;
  }

  /** What a session does about it, on its sequence. */
  @FunctionalInterface
  interface Step {
    /**
     * Begins, if it is necessary.
     *
     * @param ended to be run once, when it has succeeded, failed or proved unnecessary
     */
    void begin(Session session, Runnable ended);
  }

  void add(Collection<Session> sessions, Step step) {
    sequence.execute(
        () -> {
          for (Session session : sessions) {
            turns.take(() -> session.execute(() -> step.begin(session, this::ended)));
          }
        });
  }

  private void ended() {
    sequence.execute(turns::end);
  }
}

package dev.chatengine.engine.log;

import dev.chatengine.engine.session.Session;
import java.util.concurrent.Executor;

/**
 * Runs tasks for one client on a lane. If a task throws, the client's session fails and the
 * connection is closed: otherwise the client would wait for its answer for ever.
 */
public final class ClientSteps implements Executor {
  private final Lane lane;
  private final Session session;
  private final Runnable whenFailed;

  /** Belongs to the lane. */
  private boolean failed;

  /**
   * @param whenFailed is run on the lane, once, if a task has thrown
   */
  public ClientSteps(Lane lane, Session session, Runnable whenFailed) {
    this.lane = lane;
    this.session = session;
    this.whenFailed = whenFailed;
  }

  @Override
  public void execute(Runnable task) {
    lane.execute(() -> run(task));
  }

  /** Runs a task at once, on the lane; does nothing after a task has failed. */
  public void run(Runnable task) {
    if (failed) {
      return;
    }
    try {
      task.run();
    } catch (Throwable e) {
      failed = true;
      session.execute(() -> session.failed(e));
      whenFailed.run();
    }
  }
}

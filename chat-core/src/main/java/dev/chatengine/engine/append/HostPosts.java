package dev.chatengine.engine.append;

import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Draft;
import dev.chatengine.protocol.ProtocolError;
import java.util.ArrayDeque;

/**
 * Passes the host's drafts for the conversations of one lane to the interceptors. Belongs to the
 * lane. The interceptors get one draft at a time, so that the drafts keep their order. The bound on
 * the host's requests bounds the queue.
 */
final class HostPosts {
  private final SerialExecutor lane;
  private final Guards guards;
  private final AppendQueue appends;
  private final ArrayDeque<PendingMessage> waiting = new ArrayDeque<>();
  private boolean calling;

  /** Written on the lane, read by the shutdown. */
  private volatile boolean idle = true;

  HostPosts(SerialExecutor lane, Guards guards, AppendQueue appends) {
    this.lane = lane;
    this.guards = guards;
    this.appends = appends;
  }

  public void add(PendingMessage pending) {
    idle = false;
    waiting.add(pending);
    askNext();
  }

  /** Whether no draft is waiting. From any thread. */
  public boolean isIdle() {
    return idle;
  }

  private void askNext() {
    while (!calling && !waiting.isEmpty()) {
      PendingMessage pending = waiting.remove();
      calling = true;
      guards.intercept(
          lane,
          pending.draft,
          new Guards.Intercepted() {
            @Override
            public void allowed(Draft draft) {
              calling = false;
              appends.append(pending.with(draft));
              askNext();
            }

            @Override
            public void refused(ProtocolError error) {
              calling = false;
              pending.onFailed(error);
              askNext();
            }
          });
    }
    idle = !calling;
  }
}

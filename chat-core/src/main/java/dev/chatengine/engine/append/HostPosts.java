package dev.chatengine.engine.append;

import dev.chatengine.engine.plugin.Guards;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Draft;
import dev.chatengine.protocol.ProtocolError;
import java.util.ArrayDeque;

/**
 * What the host posts to the conversations of one lane, on its way past the interceptors. Belongs
 * to the lane. One draft is with them at a time, so that what a host says stays in its order; the
 * host is bounded by the number of its requests.
 */
final class HostPosts {
  private final SerialExecutor lane;
  private final Guards guards;
  private final AppendQueue appends;
  private final ArrayDeque<PendingMessage> waiting = new ArrayDeque<>();
  private boolean asking;

  /** Written on the lane, read by the shutdown. */
  private volatile boolean idle = true;

  HostPosts(SerialExecutor lane, Guards guards, AppendQueue appends) {
    this.lane = lane;
    this.guards = guards;
    this.appends = appends;
  }

  public void add(PendingMessage post) {
    idle = false;
    waiting.add(post);
    askNext();
  }

  /** Whether nothing is on its way. From any thread. */
  public boolean isIdle() {
    return idle;
  }

  private void askNext() {
    while (!asking && !waiting.isEmpty()) {
      PendingMessage post = waiting.remove();
      asking = true;
      guards.intercept(
          lane,
          post.draft,
          new Guards.Intercepted() {
            @Override
            public void allowed(Draft draft) {
              asking = false;
              appends.append(post.with(draft));
              askNext();
            }

            @Override
            public void refused(ProtocolError error) {
              asking = false;
              post.onFailed(error);
              askNext();
            }
          });
    }
    idle = !asking;
  }
}

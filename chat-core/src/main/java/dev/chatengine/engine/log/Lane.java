package dev.chatengine.engine.log;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.session.FanOut;
import dev.chatengine.engine.task.ConcurrencyLimit;
import dev.chatengine.engine.task.PacedTasks;
import dev.chatengine.engine.task.RecentIds;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Message;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the node's shards: an executor, and the conversations that belong to it by the hash of
 * their keys. Only its tasks, which run one after the other, access their state, so it needs no
 * lock. The connections for which a round of tasks queued frames are flushed once, at its end.
 */
public final class Lane extends SerialExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  /** More messages than there are while an append waits for its answer. */
  private static final int MAX_NOTIFIED = 5_000;

  /** How many reads all lanes make at once: enough for a remote store. */
  private static final int MAX_READS = 128;

  /** Which of the node's lanes this is, from 0. */
  public final int index;

  /** Limits the reads of missing messages. */
  final ConcurrencyLimit messageReads;

  public final ConcurrencyLimit memberReads;

  /** Joins and leaves of large rooms, which send a frame to each member, or a long list. */
  public final PacedTasks largeRooms = new PacedTasks(this);

  private final NodeContext context;
  private final List<FanOut> unflushed = new ArrayList<>();
  private final RecentIds notified = new RecentIds(MAX_NOTIFIED);

  Lane(int index, NodeContext context) {
    super(context.scheduler);
    this.index = index;
    this.context = context;
    int reads = Math.max(1, MAX_READS / context.settings.lanes());
    this.messageReads = new ConcurrencyLimit(reads);
    this.memberReads = new ConcurrencyLimit(reads);
  }

  /** Flushes the connections of a room after the tasks at hand. */
  public void flushLater(FanOut fanOut) {
    if (fanOut.markDirty()) {
      unflushed.add(fanOut);
    }
  }

  @Override
  protected void failed(Throwable cause) {
    context.log.error(LOG, "A task of a lane failed", cause);
  }

  @Override
  protected void afterTasks() {
    try {
      for (int i = 0; i < unflushed.size(); i++) {
        unflushed.get(i).flush();
      }
    } finally {
      unflushed.clear();
    }
  }

  /**
   * Notifies the listeners of a message, once: a feed may read it from the store before its append
   * is answered.
   */
  public void notifyListeners(Message message) {
    if (context.listeners.areAny() && notified.add(message.id())) {
      context.listeners.message(message);
    }
  }
}

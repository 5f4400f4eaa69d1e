package dev.chatengine.engine.log;

import dev.chatengine.engine.session.Outbound;
import dev.chatengine.model.Message;
import dev.chatengine.protocol.FrameSizes;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Sends history to one client in parts: each takes at most a quarter of the client's queue, and is
 * sent only while the queue is less than half full. So a client that catches up is not closed as a
 * slow consumer. Belongs to the lane on which it is called.
 */
public final class ChunkedSender {
  private final Executor lane;
  private final Outbound outbound;

  public ChunkedSender(Executor lane, Outbound outbound) {
    this.lane = lane;
    this.outbound = outbound;
  }

  /** Enqueues a part. */
  @FunctionalInterface
  interface Sending {
    /**
     * Enqueues some messages.
     *
     * @param last whether this is the last part
     */
    void send(List<Message> part, boolean last);
  }

  /** Runs a task once the queue is less than half full, or the connection is closed. */
  public void whenThereIsRoom(Runnable task) {
    if (outbound.isClosed() || outbound.belowHalf()) {
      task.run();
    } else {
      outbound.whenBelowHalf(() -> lane.execute(() -> whenThereIsRoom(task)));
    }
  }

  /**
   * Sends messages, as one empty part if there are none.
   *
   * @param then is run after the last part, or once the connection is closed
   */
  public void send(List<Message> messages, Sending sending, Runnable then) {
    List<Message> rest = messages;
    while (true) {
      if (outbound.isClosed()) {
        then.run();
        return;
      }
      if (!outbound.belowHalf()) {
        List<Message> waiting = rest;
        outbound.whenBelowHalf(() -> lane.execute(() -> send(waiting, sending, then)));
        return;
      }
      int size = fitting(rest, outbound.maxPart(), true);
      boolean last = size == rest.size();
      sending.send(rest.subList(0, size), last);
      outbound.flush();
      if (last) {
        then.run();
        return;
      }
      rest = rest.subList(size, rest.size());
    }
  }

  /** How many of the first (or last) messages take at most so many bytes; at least 1. */
  public static int fitting(List<Message> messages, long maxBytes, boolean first) {
    long bytes = 0;
    for (int i = 0; i < messages.size(); i++) {
      bytes += FrameSizes.of(messages.get(first ? i : messages.size() - 1 - i));
      if (bytes > maxBytes && i > 0) {
        return i;
      }
    }
    return messages.size();
  }
}

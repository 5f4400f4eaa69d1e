package dev.chatengine.engine.plugin;

import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.engine.telemetry.EventLog;
import dev.chatengine.engine.telemetry.RedactedException;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.Scheduler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the host's listeners, not on the lanes: of events of one room in their order, of
 * different rooms at once. A bounded number of events wait; further ones are dropped and counted.
 * Safe for all threads.
 */
public final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  private static final int THREADS = 2;
  private static final int STRANDS = 16;
  private static final int MAX_WAITING = 10_000;

  private final List<ChatListener> listeners = new CopyOnWriteArrayList<>();
  private final Strand[] strands = new Strand[STRANDS];
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final Counters counters;
  private final EventLog log;

  public Listeners(
      Scheduler scheduler, List<ChatListener> initial, Counters counters, EventLog log) {
    this.counters = counters;
    this.log = log;
    listeners.addAll(initial);
    Executor pool = scheduler.pool("chat-listener", THREADS, STRANDS);
    for (int i = 0; i < STRANDS; i++) {
      strands[i] = new Strand(scheduler, pool);
    }
  }

  public void add(ChatListener listener) {
    listeners.add(listener);
  }

  public void remove(ChatListener listener) {
    listeners.remove(listener);
  }

  public boolean areAny() {
    return !listeners.isEmpty();
  }

  public void message(Message message) {
    if (!listeners.isEmpty()) {
      enqueue(message.conversation(), listener -> listener.onMessage(message));
    }
  }

  public void privateMessage(Conversation conversation, PrivateMessage message) {
    if (!listeners.isEmpty()) {
      enqueue(conversation, listener -> listener.onPrivateMessage(message));
    }
  }

  public void joined(Room room, Member member) {
    if (!listeners.isEmpty()) {
      enqueue(room, listener -> listener.onJoined(room, member));
    }
  }

  public void left(Room room, Member member) {
    if (!listeners.isEmpty()) {
      enqueue(room, listener -> listener.onLeft(room, member));
    }
  }

  private void enqueue(Conversation conversation, Consumer<ChatListener> event) {
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      dropped.incrementAndGet();
      counters.eventsDropped.increment();
      return;
    }
    strands[(conversation.hashCode() & Integer.MAX_VALUE) % STRANDS].execute(() -> deliver(event));
  }

  private void deliver(Consumer<ChatListener> event) {
    long left = dropped.getAndSet(0);
    for (ChatListener listener : listeners) {
      try {
        if (left > 0) {
          listener.onEventsDropped(left);
        }
        event.accept(listener);
      } catch (Throwable e) {
        log.warn(LOG, "A listener failed", RedactedException.of(e));
      }
    }
    waiting.decrementAndGet();
  }

  /** Runs the events of some conversations one after the other, on the pool's threads. */
  private static final class Strand extends SerialExecutor {
    private final Executor pool;

    Strand(Scheduler scheduler, Executor pool) {
      super(scheduler);
      this.pool = pool;
    }

    @Override
    protected boolean mayRunInPlace() {
      return false;
    }

    @Override
    protected void runElsewhere(Runnable work) {
      try {
        // A strand is in the pool's queue at most once, and the queue has room for all strands.
        pool.execute(work);
      } catch (RejectedExecutionException e) {
        LOG.debug("Listeners get no more events: the engine is closed");
      }
    }
  }
}

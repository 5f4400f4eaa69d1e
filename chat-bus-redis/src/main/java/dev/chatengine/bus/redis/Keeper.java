package dev.chatengine.bus.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that keeps the connections of a broadcaster: makes, probes and follows them. */
final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  /** No oftener than this is a cluster asked which server has which slots. */
  private static final long REFRESH_INTERVAL = Duration.ofMillis(100).toNanos();

  private final Subscriptions subscriptions;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean attended;
  private long followedAt = System.nanoTime() - REFRESH_INTERVAL;

  Keeper(Subscriptions subscriptions) {
    this.subscriptions = subscriptions;
    thread = new Thread(this::run, "chat-redis-keep");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** There is something to do. Never waits; may be called before the start. */
  void attend() {
    attended = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      attended = false;
      long due = System.nanoTime() + subscriptions.options.probeInterval().toNanos();
      try {
        due = Math.min(due, keep());
      } catch (RuntimeException e) {
        // Whatever it is, a node whose keeper has ended would stay deaf.
        due = System.nanoTime() + REFRESH_INTERVAL;
        if (!closed) {
          LOG.debug("cannot keep all connections to Redis", e);
        }
      }
      while (!closed && !attended && due - System.nanoTime() > 0) {
        LockSupport.parkNanos(this, due - System.nanoTime());
      }
    }
  }

  private long keep() {
    long due = follow();
    for (Subscriber subscriber : subscriptions.subscribers()) {
      if (closed) {
        break;
      }
      due = Math.min(due, subscriber.tend(System.nanoTime()));
    }
    return Math.min(due, subscriptions.expireLingering(System.nanoTime()));
  }

  private long follow() {
    long now = System.nanoTime();
    long none = now + subscriptions.options.probeInterval().toNanos();
    if (!subscriptions.mayHaveMovedSlots()) {
      return none;
    }
    if (now - followedAt < REFRESH_INTERVAL) {
      return followedAt + REFRESH_INTERVAL;
    }
    followedAt = now;
    try {
      subscriptions.followSlots();
    } catch (RuntimeException e) {
      // Until it can be asked again, the connections that there are go on.
      LOG.debug("cannot ask for the slots of the cluster", e);
      return now + REFRESH_INTERVAL;
    }
    subscriptions.subscribers().forEach(Subscriber::sendSomeUnsent);
    return none;
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
    // It may be waiting for a connection.
    thread.interrupt();
    Threads.join(thread);
  }
}

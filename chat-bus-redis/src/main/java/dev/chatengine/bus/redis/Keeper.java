package dev.chatengine.bus.redis;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/** The thread that keeps the connections of a broadcaster: makes, probes and follows them. */
final class Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

  /** No oftener than this is a cluster asked which server has which slots. */
  private static final Duration MIN_FOLLOW = Duration.ofMillis(50);

  private static final Duration MAX_FOLLOW = Duration.ofSeconds(5);

  private final Subscriptions subscriptions;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean attended;

  // ---- of the thread

  private final Backoff followWaits = new Backoff(MIN_FOLLOW, MAX_FOLLOW);
  private long followAt = System.nanoTime();
  private boolean failed;

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
        failed = false;
      } catch (RuntimeException | Error e) {
        // Whatever it is, a node whose keeper has ended would stay deaf.
        due = System.nanoTime() + MIN_FOLLOW.toNanos();
        if (!closed && !failed) {
          LOG.error("the connections to Redis cannot be kept; it is tried again and again", e);
        }
        failed = true;
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
    if (now - followAt < 0) {
      return followAt;
    }
    try {
      if (subscriptions.followSlots()) {
        followWaits.reset();
      }
    } catch (JedisException e) {
      // Until it can be asked again, the connections that there are go on.
      LOG.debug("cannot ask for the slots of the cluster", e);
    }
    followAt = System.nanoTime() + followWaits.next();
    subscriptions.subscribers().forEach(Subscriber::sendSomeUnsent);
    return subscriptions.mayHaveMovedSlots() ? followAt : none;
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
    // It may be waiting for a connection.
    thread.interrupt();
    Threads.join(thread);
  }
}

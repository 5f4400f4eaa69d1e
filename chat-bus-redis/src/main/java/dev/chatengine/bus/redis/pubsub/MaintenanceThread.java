package dev.chatengine.bus.redis.pubsub;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The thread that maintains the connections of a broadcaster, follows moved slots, and gives up
 * channels that have lingered long enough.
 */
final class MaintenanceThread {
  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceThread.class);

  /** A cluster is asked for its slots at most this often. */
  private static final Duration MIN_FOLLOW = Duration.ofMillis(50);

  private static final Duration MAX_FOLLOW = Duration.ofSeconds(5);

  private final SubscriptionRouter router;
  private final PubSubSettings settings;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean signalled;

  // ---- of the thread

  private final Map<ShardConnection, ConnectionMaintainer> maintainers = new HashMap<>();
  private final Backoff followBackoff = new Backoff(MIN_FOLLOW, MAX_FOLLOW);
  private long followAt = System.nanoTime();
  private boolean failed;

  MaintenanceThread(SubscriptionRouter router, PubSubSettings settings) {
    this.router = router;
    this.settings = settings;
    thread = new Thread(this::run, "chat-redis-maintain");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** There is something to do. Never waits; may be called before the start. */
  void signal() {
    signalled = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      signalled = false;
      long due = System.nanoTime() + settings.probeInterval().toNanos();
      try {
        due = Math.min(due, maintain());
        failed = false;
      } catch (RuntimeException | Error e) {
        // Without this thread the node would never be connected again.
        due = System.nanoTime() + MIN_FOLLOW.toNanos();
        if (!closed && !failed) {
          LOG.error("Maintenance of the connections to Redis failed, trying again", e);
        }
        failed = true;
      }
      while (!closed && !signalled && due - System.nanoTime() > 0) {
        LockSupport.parkNanos(this, due - System.nanoTime());
      }
    }
  }

  private long maintain() {
    long due = follow();
    List<ShardConnection> connections = router.connections();
    maintainers.keySet().retainAll(connections);
    for (ShardConnection connection : connections) {
      if (closed) {
        break;
      }
      ConnectionMaintainer maintainer =
          maintainers.computeIfAbsent(connection, router::maintainerOf);
      due = Math.min(due, maintainer.maintain(System.nanoTime()));
    }
    return Math.min(due, router.expireLingering(System.nanoTime()));
  }

  private long follow() {
    long now = System.nanoTime();
    long none = now + settings.probeInterval().toNanos();
    if (!router.mayHaveMovedSlots()) {
      return none;
    }
    if (now - followAt < 0) {
      return followAt;
    }
    try {
      if (router.followSlots()) {
        followBackoff.reset();
      }
    } catch (JedisException e) {
      // Existing connections remain until the cluster can be asked again.
      LOG.debug("cannot ask for the slots of the cluster", e);
    }
    followAt = System.nanoTime() + followBackoff.next();
    router.connections().forEach(ShardConnection::sendSomeUnsent);
    return router.mayHaveMovedSlots() ? followAt : none;
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
    // The thread may be waiting for a connection.
    thread.interrupt();
    Threads.join(thread);
  }
}

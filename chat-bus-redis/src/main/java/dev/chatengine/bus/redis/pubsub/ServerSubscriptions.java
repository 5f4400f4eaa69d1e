package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.model.Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of a {@link SubscriptionTable} on one server: what was asked over the current
 * connection, and what the server has answered. Uses the table's lock.
 *
 * <p>The next command follows from the difference between what is wanted and what was asked on the
 * current connection. So nothing has to be undone, and requests of several callers share a command.
 *
 * <p>A connection is any object of the caller, compared by identity. Reports of a connection that
 * is not the current one are ignored.
 */
final class ServerSubscriptions {
  /** How many channels one command names. */
  static final int BATCH = 500;

  /**
   * How many bytes of names one command has, if it names several channels. That much fits into the
   * buffers of an idle connection. So the maintenance thread, which has to cut a connection that
   * takes nothing, does not block on it.
   */
  private static final int BATCH_BYTES = 32 << 10;

  final String server;
  private final SubscriptionTable table;

  /** The channel on which this node receives its own echoes. */
  private Subscription echo;

  /** The current connection; null while there is none. */
  private @Nullable Object connection;

  /** Whether all subscriptions of the former connection are in force again. */
  private boolean restored;

  /** Whether a thread is writing to the connection. It also sends what is added meanwhile. */
  private boolean writing;

  private boolean removed;
  private ServerHealth health = ServerHealth.unconnected();
  private final Set<Subscription> unsent = new LinkedHashSet<>();
  private final Set<Subscription> refused = new HashSet<>();

  /**
   * Adds a server to a table.
   *
   * @param echoChannel a channel of that server, on which this node receives its echoes
   */
  ServerSubscriptions(SubscriptionTable table, String server, String echoChannel) {
    this.table = table;
    this.server = server;
    echo = new Subscription(echoChannel, null);
    echo.wanted = true;
    echo.server = this;
  }

  /** Receives echoes on another channel, as the server no longer carries the former one. */
  void replaceEcho(String channel) {
    synchronized (table) {
      echo = new Subscription(channel, null);
      echo.wanted = true;
      echo.server = this;
      unsent.add(echo);
    }
  }

  ServerHealth health() {
    synchronized (table) {
      return health;
    }
  }

  /** The addresses that this server is to carry. */
  Set<Address> addresses() {
    Set<Address> addresses = new HashSet<>();
    synchronized (table) {
      for (Subscription subscription : table.of(this)) {
        if (subscription.wanted && subscription.address != null) {
          addresses.add(subscription.address);
        }
      }
    }
    return addresses;
  }

  // ---- the connection

  /**
   * A new connection: everything is to be restored on it, see {@link #nextToRestore}.
   *
   * @return whether the connection is needed; false if the table is closed or the server removed
   */
  boolean connected(Object made) {
    synchronized (table) {
      if (isEnded()) {
        return false;
      }
      reset(made);
      unsent.add(echo);
      for (Subscription subscription : table.of(this)) {
        if (subscription.wanted) {
          unsent.add(subscription);
        } else {
          table.forget(subscription);
        }
      }
      return true;
    }
  }

  /** Begins with a new connection, or with none. Under the lock. */
  private void reset(@Nullable Object current) {
    connection = current;
    restored = false;
    writing = false;
    unsent.clear();
    refused.clear();
    echo.forgetConnection();
    table.of(this).forEach(Subscription::forgetConnection);
  }

  /** A try to connect has failed. Returns the health before. */
  ServerHealth connectFailed(String why) {
    synchronized (table) {
      ServerHealth before = health;
      health = before.failed(why);
      table.notifyAll();
      return before;
    }
  }

  /** A connection has ended. Returns the health before; null if it was not the current one. */
  @Nullable ServerHealth connectionLost(Object lost, String why) {
    synchronized (table) {
      if (connection != lost) {
        return null;
      }
      ServerHealth before = health;
      health = before.lost(why);
      reset(null);
      table.notifyAll();
      return before;
    }
  }

  /** The server is not needed any more. Its channels have no server now. */
  void remove(String why) {
    synchronized (table) {
      removed = true;
      health = health.lost(why);
      reset(null);
      for (Subscription subscription : table.of(this)) {
        subscription.missedSomething = true;
        subscription.server = null;
        if (!subscription.isToBeKept()) {
          table.forget(subscription);
        }
      }
    }
  }

  /** Under the lock. */
  boolean isRemoved() {
    return removed;
  }

  /** Whether no more connections to the server are needed. */
  boolean isEnded() {
    synchronized (table) {
      return removed || table.isClosed();
    }
  }

  /** Under the lock: why nothing can be confirmed at the moment; null if that is not certain. */
  @Nullable String failure() {
    return connection == null && health.failedTries() > 0
        ? "Redis at " + server + ": " + health.reason()
        : null;
  }

  // ---- commands

  /**
   * A command to send.
   *
   * @param subscribe whether to subscribe to these channels, or to unsubscribe from them
   */
  record Batch(boolean subscribe, List<Subscription> subscriptions) {}

  /** Under the lock: this channel may need a command. */
  void update(Subscription subscription) {
    if (subscription.asked != subscription.isToBeKept()) {
      unsent.add(subscription);
    }
  }

  /** Whether something is to be sent. */
  boolean hasUnsent() {
    synchronized (table) {
      return !unsent.isEmpty();
    }
  }

  /**
   * The next command to write on a connection; after it the caller calls {@link #written}. Null if
   * nothing is to be sent, another thread is writing, or the connection is not restored.
   */
  @Nullable Batch nextBatch(Object on) {
    synchronized (table) {
      if (connection != on || !restored || writing) {
        return null;
      }
      Batch batch = nextBatch();
      writing = batch != null;
      return batch;
    }
  }

  /** The caller's batch is written, or the write has failed. */
  void written(Object on) {
    synchronized (table) {
      if (connection == on) {
        writing = false;
      }
    }
  }

  /**
   * The next command that restores subscriptions on a new connection. Null if all are in force;
   * then the connection counts as restored.
   *
   * @throws UnavailableException if the connection has ended
   */
  @Nullable Batch nextToRestore(Object on) {
    synchronized (table) {
      checkCurrent(on);
      Batch batch = nextBatch();
      if (batch == null) {
        restored = true;
        health = health.restored();
        table.notifyAll();
      }
      return batch;
    }
  }

  private void checkCurrent(Object on) {
    if (connection != on) {
      String reason = health.reason();
      throw new UnavailableException(reason == null ? "the connection has ended" : reason);
    }
  }

  /** Subscriptions that need the same command. They count as asked from now on. */
  private @Nullable Batch nextBatch() {
    List<Subscription> batch = new ArrayList<>();
    int bytes = 0;
    for (Iterator<Subscription> it = unsent.iterator();
        it.hasNext() && batch.size() < BATCH && bytes < BATCH_BYTES; ) {
      Subscription subscription = it.next();
      boolean keep = subscription.isToBeKept();
      if (subscription.server != this || subscription.asked == keep) {
        it.remove();
      } else if (batch.isEmpty() || batch.get(0).asked == keep) {
        it.remove();
        subscription.asked = keep;
        subscription.unanswered++;
        batch.add(subscription);
        bytes += subscription.channel.length();
      }
    }
    return batch.isEmpty() ? null : new Batch(batch.get(0).asked, batch);
  }

  // ---- answers

  /**
   * The server has answered a command.
   *
   * @return the addresses that are in force again, and whose messages may have been lost before
   */
  Set<Address> replied(Object on, List<Subscription> subscriptions) {
    Set<Address> missed = new HashSet<>();
    synchronized (table) {
      if (connection != on) {
        return missed;
      }
      for (Subscription subscription : subscriptions) {
        if (subscription.server != this || subscription.unanswered == 0) {
          continue;
        }
        subscription.unanswered--;
        subscription.refusal = null;
        if (!forgetIfOver(subscription)
            && subscription.isInForce()
            && subscription.missedSomething) {
          subscription.missedSomething = false;
          if (subscription.wanted && subscription.address != null) {
            missed.add(subscription.address);
          }
        }
      }
      table.notifyAll();
    }
    return missed;
  }

  /** Forgets a channel that is neither wanted nor sent by the server. Returns whether it did. */
  private boolean forgetIfOver(Subscription subscription) {
    boolean over =
        !subscription.isToBeKept() && !subscription.asked && subscription.unanswered == 0;
    if (over) {
      table.forget(subscription);
    }
    return over;
  }

  /**
   * The server has refused a command.
   *
   * @param why the reason for callers; null if the server no longer carries the channels
   */
  void refused(Object on, List<Subscription> subscriptions, @Nullable String why) {
    synchronized (table) {
      if (connection != on) {
        return;
      }
      for (Subscription subscription : subscriptions) {
        if (subscription.server == this && subscription.unanswered > 0) {
          subscription.unanswered--;
          subscription.asked = false;
          if (!forgetIfOver(subscription) && why != null) {
            subscription.refusal = why;
            refused.add(subscription);
          }
        }
      }
      table.notifyAll();
    }
  }

  /** Refused commands are to be sent again. */
  void retryRefused() {
    synchronized (table) {
      refused.forEach(this::update);
      refused.clear();
    }
  }

  /** The server has ended a subscription on its own: it no longer carries the channel. */
  void slotMoved(Object on, String channel) {
    synchronized (table) {
      Subscription subscription = channel.equals(echo.channel) ? echo : table.find(channel);
      if (connection == on && subscription != null && subscription.server == this) {
        subscription.asked = false;
        subscription.missedSomething = true;
        forgetIfOver(subscription);
      }
    }
  }

  /**
   * Waits until a restoring command has been answered.
   *
   * @throws UnavailableException if the connection ends, or the server refuses the echo's channel
   *     or does not answer in time
   */
  void awaitReplies(Object on, Batch batch, Duration time) {
    if (!table.await(() -> areAnswered(on, batch), time)) {
      throw new UnavailableException("it has not confirmed subscriptions within " + time);
    }
  }

  private boolean areAnswered(Object on, Batch batch) {
    checkCurrent(on);
    if (echo.refusal != null) {
      throw new UnavailableException("it refuses to subscribe: " + echo.refusal);
    }
    return batch.subscriptions().stream()
        .allMatch(one -> one.server != this || one.unanswered == 0);
  }

  @Override
  public String toString() {
    return server;
  }
}

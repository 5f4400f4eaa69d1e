package dev.chatengine.bus.redis;

import dev.chatengine.model.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * What one server is to send here, over one connection at a time. What is to be sent next follows
 * from what is wanted and what was asked on this connection; so nothing has to be undone, and what
 * several callers want goes out together.
 *
 * <p>A connection is tried by two probes: a command that Redis is to answer in time, and something
 * published that is to be heard here, which shows that this server still hears what others publish.
 *
 * <p>Its fields are guarded by the lock of {@link Subscriptions}, but for those of the keeper, the
 * one thread that calls {@link #tend}.
 */
final class Subscriber implements Wire.Events {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

  /** How many channels one command names. */
  static final int BATCH = 500;

  /**
   * How long the names of a command may be together, once there are several. So much fits into the
   * buffers of a connection on which nothing is under way: the keeper, who has to cut a connection
   * that does not take anything any more, does not get caught in it.
   */
  private static final int BATCH_BYTES = 32 << 10;

  private static final Duration MIN_RETRY = Duration.ofMillis(50);
  private static final Duration MAX_RETRY = Duration.ofSeconds(5);

  final String server;
  private final Subscriptions all;

  private volatile Subscription own;
  private final Set<Subscription> unsent = new LinkedHashSet<>();
  private final Set<Subscription> refused = new HashSet<>();
  private @Nullable Wire wire;

  /** Whether all that was wanted before this connection is in force again. */
  private boolean restored;

  /** Whether some thread is writing: then it sends what is added meanwhile, too. */
  private boolean sending;

  private boolean closed;
  private boolean connectedBefore;
  private int failedTries;
  private RedisHealth health =
      RedisHealth.down(Instant.now(), "no connection has been made to it yet");

  // ---- of the keeper

  private final Backoff waits = new Backoff(MIN_RETRY, MAX_RETRY);
  private final Echo echo = new Echo();
  private long retryAt = System.nanoTime();
  private long probeAt;

  Subscriber(String server, Subscriptions all, String ownChannel) {
    this.server = server;
    this.all = all;
    own = ownSubscription(ownChannel);
  }

  private Subscription ownSubscription(String channel) {
    Subscription subscription = new Subscription(channel, null);
    subscription.wanted = true;
    subscription.subscriber = this;
    return subscription;
  }

  String ownChannel() {
    return own.channel;
  }

  /** Takes another channel of one's own: the server does not carry the former any more. */
  void ownChannel(String channel) {
    all.lock.lock();
    try {
      own = ownSubscription(channel);
      unsent.add(own);
    } finally {
      all.lock.unlock();
    }
  }

  RedisHealth health() {
    all.lock.lock();
    try {
      return health;
    } finally {
      all.lock.unlock();
    }
  }

  /** Under the lock: why nothing can be confirmed at the moment, once that is certain. */
  @Nullable String absence() {
    return wire == null && failedTries > 0 ? "Redis at " + server + ": " + why() : null;
  }

  private String why() {
    return health.reason().orElse("unknown");
  }

  // ---- what is to be sent

  /** Under the lock: something about this channel may have to be sent. */
  void attend(Subscription subscription) {
    if (subscription.asked != subscription.isToBeKept()) {
      unsent.add(subscription);
    }
  }

  /** Under the lock: whether the server sends, or is about to send, what comes on this channel. */
  boolean hasOnServer(Subscription subscription) {
    return wire != null && (subscription.asked || subscription.unanswered > 0);
  }

  /** Sends what is to be sent, unless another thread does, or the connection is not restored. */
  void sendUnsent() {
    send(false);
  }

  /** The same for the keeper, who must not wait: sends so much as Redis can take at once. */
  void sendSomeUnsent() {
    send(true);
  }

  private void send(boolean some) {
    while (true) {
      Wire to;
      List<Subscription> batch;
      Wire.Kind kind;
      all.lock.lock();
      try {
        to = wire;
        if (to == null || !restored || sending || (some && to.oldestUnanswered() != null)) {
          return;
        }
        batch = nextBatch();
        if (batch.isEmpty()) {
          return;
        }
        kind = kindOf(batch);
        sending = true;
      } finally {
        all.lock.unlock();
      }
      try {
        write(to, kind, batch);
      } finally {
        all.lock.lock();
        try {
          sending = false;
        } finally {
          all.lock.unlock();
        }
      }
    }
  }

  /** Under the lock. */
  private static Wire.Kind kindOf(List<Subscription> batch) {
    return batch.get(0).asked ? Wire.Kind.SUBSCRIBE : Wire.Kind.UNSUBSCRIBE;
  }

  /** Under the lock: some that need one kind of command, which count as asked from now on. */
  private List<Subscription> nextBatch() {
    List<Subscription> batch = new ArrayList<>();
    int bytes = 0;
    for (Iterator<Subscription> it = unsent.iterator();
        it.hasNext() && batch.size() < BATCH && bytes < BATCH_BYTES; ) {
      Subscription subscription = it.next();
      boolean keep = subscription.isToBeKept();
      if (subscription.subscriber != this || subscription.asked == keep) {
        it.remove();
      } else if (batch.isEmpty() || batch.get(0).asked == keep) {
        it.remove();
        subscription.asked = keep;
        subscription.unanswered++;
        batch.add(subscription);
        bytes += subscription.channel.length();
      }
    }
    return batch;
  }

  private void write(Wire to, Wire.Kind kind, List<Subscription> batch) {
    try {
      to.send(kind, batch);
    } catch (RuntimeException e) {
      // The thread that reads finds it ended; so does this one, at once.
      to.cut("cannot write to it: " + Subscriptions.reason(e));
      lost(to, e);
    }
  }

  // ---- what comes, on the thread that reads

  @Override
  public void heard(String channel, byte[] message) {
    if (channel.equals(own.channel)) {
      echo.heard(message);
      return;
    }
    Subscription subscription = all.find(channel);
    // What comes on a channel that only lingers is not for anybody.
    if (subscription != null && subscription.wanted && subscription.address != null) {
      all.listener.received(subscription.address, message);
    }
  }

  @Override
  public void answered(Wire from, Wire.Command command) {
    Set<Address> missed = new HashSet<>();
    all.lock.lock();
    try {
      if (from != wire) {
        return;
      }
      for (Subscription subscription : command.subscriptions) {
        if (subscription.subscriber != this || subscription.unanswered == 0) {
          continue;
        }
        subscription.unanswered--;
        subscription.refusal = null;
        if (subscription.unanswered == 0 && !subscription.isToBeKept() && !subscription.asked) {
          all.forget(subscription);
        } else if (subscription.isInForce() && subscription.missedSomething) {
          subscription.missedSomething = false;
          if (subscription.wanted && subscription.address != null) {
            missed.add(subscription.address);
          }
        }
      }
      all.changed.signalAll();
      attendUnsent();
    } finally {
      all.lock.unlock();
    }
    if (!missed.isEmpty()) {
      all.listener.missed(missed);
    }
  }

  /** Under the lock: what has an answer now lets the next be sent. */
  private void attendUnsent() {
    if (!unsent.isEmpty()) {
      all.listener.attend();
    }
  }

  @Override
  public void refused(Wire from, Wire.Command command, JedisDataException reason) {
    boolean moved = reason instanceof JedisRedirectionException;
    all.lock.lock();
    try {
      if (from != wire) {
        return;
      }
      for (Subscription subscription : command.subscriptions) {
        if (subscription.subscriber == this && subscription.unanswered > 0) {
          subscription.unanswered--;
          subscription.asked = false;
          if (!moved) {
            subscription.refusal = Subscriptions.reason(reason);
            refused.add(subscription);
          }
        }
      }
      all.changed.signalAll();
      attendUnsent();
    } finally {
      all.lock.unlock();
    }
    if (moved) {
      all.slotsMoved();
    }
  }

  @Override
  public void taken(Wire from, String channel) {
    all.lock.lock();
    try {
      Subscription subscription = channel.equals(own.channel) ? own : all.find(channel);
      if (from == wire && subscription != null && subscription.subscriber == this) {
        subscription.asked = false;
        subscription.missedSomething = true;
      }
    } finally {
      all.lock.unlock();
    }
    all.slotsMoved();
  }

  @Override
  public void ended(Wire from, Throwable cause) {
    lost(from, cause);
  }

  private void lost(Wire lost, Throwable cause) {
    boolean wasRestored;
    all.lock.lock();
    try {
      if (lost != wire) {
        return;
      }
      wasRestored = restored;
      wire = null;
      restored = false;
      all.of(this).forEach(Subscription::forgetConnection);
      own.forgetConnection();
      unsent.clear();
      refused.clear();
      String why = Subscriptions.reason(cause);
      health = RedisHealth.down(wasRestored ? Instant.now() : health.since(), why);
      all.changed.signalAll();
      if (wasRestored && !closed) {
        LOG.warn("nothing is heard from Redis at {} any more: {}", server, why);
      }
    } finally {
      all.lock.unlock();
    }
    if (wasRestored && all.servers.commands().bySlot) {
      all.slotsMoved();
    }
    all.listener.attend();
  }

  // ---- the keeper

  /**
   * Connects if it is time, probes if it is time, and cuts a connection that is deaf. Takes no
   * longer than the client's timeouts.
   *
   * @return when to call again, by {@code nanoTime}
   */
  long tend(long now) {
    Wire current;
    all.lock.lock();
    try {
      current = wire;
    } finally {
      all.lock.unlock();
    }
    if (current == null) {
      return now - retryAt < 0 ? retryAt : reconnect();
    }
    long deadline = all.options.probeDeadline().toNanos();
    Wire.Command waiting = current.oldestUnanswered();
    if (waiting != null && now - waiting.sentAt >= deadline) {
      current.cut("it has not answered within " + all.options.probeDeadline());
      return now + MIN_RETRY.toNanos();
    }
    if (echo.isAwaited() && now - echo.due(all.options.probeDeadline()) >= 0) {
      current.cut("what was published was not heard within " + all.options.probeDeadline());
      return now + MIN_RETRY.toNanos();
    }
    if (echo.hasReturned()) {
      waits.reset();
    }
    if (now - probeAt >= 0) {
      probeAt = now + all.options.probeInterval().toNanos();
      probe(current);
      waiting = current.oldestUnanswered();
    }
    long next = probeAt;
    if (waiting != null) {
      next = Math.min(next, waiting.sentAt + deadline);
    }
    return echo.isAwaited() ? Math.min(next, echo.due(all.options.probeDeadline())) : next;
  }

  private void probe(Wire current) {
    all.lock.lock();
    try {
      refused.forEach(this::attend);
      refused.clear();
    } finally {
      all.lock.unlock();
    }
    sendSomeUnsent();
    try {
      current.ping();
    } catch (RuntimeException e) {
      current.cut("cannot write to it: " + Subscriptions.reason(e));
      return;
    }
    if (!echo.isAwaited()) {
      try {
        all.publisher.echo(server, own.channel, echo.next());
        echo.published(System.nanoTime());
      } catch (RuntimeException e) {
        // Who cannot publish hears nothing of what was not published; that says nothing.
        LOG.debug("cannot publish a probe to {}", server, e);
      }
    }
  }

  private long reconnect() {
    Throwable failure = connect();
    long now = System.nanoTime();
    // What is made and lost again before it was tried is not made anew at once, either.
    retryAt = now + waits.next();
    if (failure == null) {
      probeAt = now + all.options.probeInterval().toNanos();
      echo.forget();
      return probeAt;
    }
    LOG.debug("cannot connect to Redis at {}", server, failure);
    if (all.servers.commands().bySlot) {
      all.slotsMoved();
    }
    return retryAt;
  }

  /** Makes a connection and restores all that is wanted; tells why if it cannot. */
  private @Nullable Throwable connect() {
    Connection connection = null;
    Wire made = null;
    try {
      connection = all.servers.connect(server);
      int silence =
          Subscriptions.millis(
              all.options.probeInterval().plus(all.options.probeDeadline()).multipliedBy(3));
      made = new Wire(connection, all.servers.commands(), this, silence);
      if (!take(made)) {
        Wire.discard(connection);
        return null;
      }
      made.start();
      restore(made);
      return null;
    } catch (RuntimeException | Error e) {
      if (made != null) {
        made.cut(Subscriptions.reason(e));
        lost(made, e);
      } else if (connection != null) {
        Wire.discard(connection);
      }
      failed(e);
      return e;
    }
  }

  private boolean take(Wire made) {
    all.lock.lock();
    try {
      if (closed) {
        return false;
      }
      wire = made;
      for (Subscription subscription : all.of(this)) {
        subscription.forgetConnection();
        if (!subscription.wanted) {
          all.forget(subscription);
        }
      }
      unsent.clear();
      unsent.add(own);
      unsent.addAll(all.of(this));
      return true;
    } finally {
      all.lock.unlock();
    }
  }

  private void failed(Throwable cause) {
    all.lock.lock();
    try {
      failedTries++;
      String why = Subscriptions.reason(cause);
      health = RedisHealth.down(health.since(), why);
      if (failedTries == 1 && !connectedBefore && !closed) {
        LOG.warn("nothing is heard from Redis at {}: {}", server, why);
      }
      all.changed.signalAll();
    } finally {
      all.lock.unlock();
    }
  }

  /** Subscribes batch by batch, each confirmed before the next is sent. */
  private void restore(Wire made) {
    while (true) {
      List<Subscription> batch;
      Wire.Kind kind;
      all.lock.lock();
      try {
        batch = nextBatch();
        if (batch.isEmpty()) {
          restored(made);
          break;
        }
        kind = kindOf(batch);
      } finally {
        all.lock.unlock();
      }
      made.send(kind, batch);
      awaitAnswers(made, batch);
    }
  }

  private void awaitAnswers(Wire made, List<Subscription> batch) {
    if (!all.await(() -> areAnswered(made, batch), all.options.probeDeadline())) {
      throw new RedisUnavailableException(
          "it has not confirmed subscriptions within " + all.options.probeDeadline());
    }
  }

  private boolean areAnswered(Wire made, List<Subscription> batch) {
    if (wire != made) {
      throw new RedisUnavailableException(why());
    }
    if (own.refusal != null) {
      throw new RedisUnavailableException("it refuses to subscribe: " + own.refusal);
    }
    return batch.stream().allMatch(one -> one.subscriber != this || one.unanswered == 0);
  }

  /** Under the lock. */
  private void restored(Wire made) {
    if (wire != made) {
      throw new RedisUnavailableException(why());
    }
    restored = true;
    health = RedisHealth.up(Instant.now());
    if (connectedBefore || failedTries > 0) {
      LOG.info("Redis at {} is heard again after {} tries", server, failedTries + 1);
      tellMissed();
    }
    connectedBefore = true;
    failedTries = 0;
    all.publisher.answers();
    all.changed.signalAll();
  }

  private void tellMissed() {
    if (!all.servers.commands().bySlot) {
      all.listener.missed(Set.of());
      return;
    }
    Set<Address> missed = new HashSet<>();
    for (Subscription subscription : all.of(this)) {
      if (subscription.wanted && subscription.address != null) {
        missed.add(subscription.address);
      }
    }
    if (!missed.isEmpty()) {
      all.listener.missed(missed);
    }
  }

  /** Ends the connection for good, and waits for the thread that reads it. */
  void close(String because) {
    Wire ending;
    all.lock.lock();
    try {
      closed = true;
      ending = wire;
      all.changed.signalAll();
    } finally {
      all.lock.unlock();
    }
    if (ending != null) {
      ending.cut(because);
      Threads.join(ending.thread());
    }
  }
}

package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue of messages between the threads that read and the thread that calls the receiver. It is
 * bounded in bytes; messages beyond that are dropped. The receiver is notified of their addresses
 * only when half of the queue is delivered, so that it is not notified over and over.
 */
final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  /** The approximate memory of an envelope beside its payload. */
  static final int OVERHEAD = 128;

  /** If more addresses than these have missed messages, all addresses are reported. */
  private static final int MAX_MISSED = 10_000;

  private final Receiver receiver;
  private final long maxBytes;
  private final Thread thread;

  private final Queue<Envelope> waiting = new ArrayDeque<>();
  private long waitingBytes;

  /** Null while nothing was missed; empty for all addresses. */
  private @Nullable Set<Address> missed;

  /** The receiver is to be notified at once, even while messages are dropped. */
  private boolean urgent;

  private boolean closed;

  Inbox(Receiver receiver, long maxBytes) {
    this.receiver = receiver;
    this.maxBytes = maxBytes;
    thread = new Thread(this::deliver, "chat-redis-deliver");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Queues an envelope, or drops it and remembers its address. Never waits. */
  synchronized void offer(Envelope envelope) {
    if (closed) {
      return;
    }
    long cost = cost(envelope);
    if (!waiting.isEmpty() && waitingBytes + cost > maxBytes) {
      addMissed(Set.of(envelope.address()));
    } else {
      waiting.add(envelope);
      waitingBytes += cost;
    }
    notifyAll();
  }

  /** Notifies the receiver, before any other call, that it may have missed messages. */
  synchronized void missed(Set<Address> addresses) {
    addMissed(addresses);
    urgent = true;
    notifyAll();
  }

  private void addMissed(Set<Address> addresses) {
    Set<Address> all = missed == null ? new HashSet<>(addresses) : missed;
    if (missed != null && !all.isEmpty()) {
      all.addAll(addresses);
    }
    if (addresses.isEmpty() || all.size() > MAX_MISSED) {
      all.clear();
    }
    missed = all;
  }

  private void deliver() {
    for (Runnable call = next(); call != null; call = next()) {
      try {
        call.run();
      } catch (RuntimeException | Error e) {
        // An error of one call must not end the delivery.
        LOG.error("The receiver of bus messages failed", e);
      }
    }
  }

  /** Waits for the next call of the receiver; null once this is closed. */
  private synchronized @Nullable Runnable next() {
    while (!closed && waiting.isEmpty() && missed == null) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Only the receiver itself could have interrupted this thread, and only close() ends it.
      }
    }
    if (closed) {
      return null;
    }
    if (missed != null && (urgent || waitingBytes <= maxBytes / 2)) {
      Set<Address> addresses = Set.copyOf(missed);
      missed = null;
      urgent = false;
      return () -> receiver.mayHaveMissed(addresses);
    }
    Envelope envelope = waiting.remove();
    waitingBytes -= cost(envelope);
    return () -> receiver.received(envelope);
  }

  private static long cost(Envelope envelope) {
    return (long) envelope.payload().remaining() + OVERHEAD;
  }

  /**
   * Drops all that waits. The receiver is not called once this returns; if the receiver itself
   * closes, not after its call has returned.
   */
  void close() {
    synchronized (this) {
      closed = true;
      waiting.clear();
      notifyAll();
    }
    Threads.join(thread);
  }
}

package dev.chatengine.memory;

import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The envelopes that wait for one receiver. If several threads add envelopes, one of them calls the
 * receiver for all, and holds no lock meanwhile. So the receiver is called by one thread at a time,
 * in the order in which the envelopes were added, and no thread waits for another.
 */
final class LocalInbox {
  private static final Logger LOG = LoggerFactory.getLogger(LocalInbox.class);

  /** The bytes that an envelope counts beside its payload. */
  private static final int OVERHEAD = 64;

  private final Receiver receiver;
  private final long maxPending;

  private final Queue<Envelope> pending = new ArrayDeque<>();
  private long pendingBytes;
  private boolean dropped;
  private @Nullable Thread caller;
  private boolean closed;

  LocalInbox(Receiver receiver, long maxPending) {
    this.receiver = receiver;
    this.maxPending = maxPending;
  }

  /** Adds an envelope, or drops it and notes the loss. */
  synchronized void offer(Envelope envelope) {
    if (closed) {
      return;
    }
    long cost = cost(envelope);
    if (!pending.isEmpty() && pendingBytes + cost > maxPending) {
      dropped = true;
    } else {
      // Each receiver has a buffer of its own, so that it may move the position.
      pending.add(new Envelope(envelope.address(), envelope.payload().asReadOnlyBuffer()));
      pendingBytes += cost;
    }
  }

  /** Calls the receiver until nothing is pending, unless another call does so already. */
  void deliver() {
    if (!begin()) {
      return;
    }
    for (Runnable call = next(); call != null; call = next()) {
      try {
        call.run();
      } catch (RuntimeException e) {
        LOG.error("The receiver of bus messages failed", e);
      } catch (Error e) {
        end();
        throw e;
      }
    }
  }

  /** Drops the pending envelopes, and waits until no other thread calls the receiver. */
  synchronized void close() {
    closed = true;
    pending.clear();
    boolean interrupted = false;
    while (caller != null && caller != Thread.currentThread()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean begin() {
    if (caller != null) {
      return false;
    }
    caller = Thread.currentThread();
    return true;
  }

  /** The next call to make, or null; then this thread does not call the receiver any more. */
  private synchronized @Nullable Runnable next() {
    if (!closed && dropped) {
      dropped = false;
      return () -> receiver.mayHaveMissed(Set.of());
    }
    Envelope envelope = closed ? null : pending.poll();
    if (envelope == null) {
      end();
      return null;
    }
    pendingBytes -= cost(envelope);
    return () -> receiver.received(envelope);
  }

  private synchronized void end() {
    caller = null;
    notifyAll();
  }

  private static long cost(Envelope envelope) {
    return (long) envelope.payload().remaining() + OVERHEAD;
  }
}

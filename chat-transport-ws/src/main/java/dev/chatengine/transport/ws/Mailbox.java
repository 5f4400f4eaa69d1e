package dev.chatengine.transport.ws;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where threads leave {@link Mail} for an event loop, without a lock: a stack (R. K. Treiber,
 * Systems programming: coping with parallelism, 1986) that the loop takes away whole and turns
 * over. What it holds is bounded by what the engine lets the connections' queues hold.
 */
final class Mailbox {
  private final AtomicReference<@Nullable Mail> newest = new AtomicReference<>();

  boolean isEmpty() {
    return newest.get() == null;
  }

  /** Puts a mail in, behind all those that are in it. Any thread. */
  void put(Mail mail) {
    Mail before;
    do {
      before = newest.get();
      mail.next = before;
    } while (!newest.compareAndSet(before, mail));
  }

  /** Takes everything out, in the order in which it came. On the event loop only. */
  void drain(Consumer<Mail> reader) {
    Mail reversed = newest.getAndSet(null);
    Mail oldest = null;
    while (reversed != null) {
      Mail before = reversed.next;
      reversed.next = oldest;
      oldest = reversed;
      reversed = before;
    }
    while (oldest != null) {
      // Before it is read: whoever filled it may fill it again then.
      Mail following = oldest.next;
      oldest.next = null;
      reader.accept(oldest);
      oldest = following;
    }
  }
}

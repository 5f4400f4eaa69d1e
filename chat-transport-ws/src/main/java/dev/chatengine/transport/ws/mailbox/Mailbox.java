package dev.chatengine.transport.ws.mailbox;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@link Mail} from all threads for an event loop, without a lock: a Treiber stack (Systems
 * programming: coping with parallelism, 1986), which the loop takes whole and reverses. The bounds
 * of the connections' queues bound its content, too.
 */
public final class Mailbox<T> {
  private final AtomicReference<@Nullable Mail<T>> newest = new AtomicReference<>();

  public boolean isEmpty() {
    return newest.get() == null;
  }

  /** Adds a mail after all earlier ones. Any thread. */
  void put(Mail<T> mail) {
    Mail<T> before;
    do {
      before = newest.get();
      mail.next = before;
    } while (!newest.compareAndSet(before, mail));
  }

  /** Removes all mail, in the order in which it came. On the event loop only. */
  public void drain(Consumer<Mail<T>> reader) {
    Mail<T> reversed = newest.getAndSet(null);
    Mail<T> oldest = null;
    while (reversed != null) {
      Mail<T> before = reversed.next;
      reversed.next = oldest;
      oldest = reversed;
      reversed = before;
    }
    while (oldest != null) {
      // Before the mail is read: after that, its thread may fill it again.
      Mail<T> following = oldest.next;
      oldest.next = null;
      reader.accept(oldest);
      oldest = following;
    }
  }
}

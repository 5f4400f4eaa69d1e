package dev.chatengine.transport.ws.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * What one thread has for one event loop. It gathers here, where no other thread looks, and is
 * handed over in one piece when the thread flushes. A piece that the loop is done with is filled
 * again, so that in the long run nothing is allocated.
 */
public final class Outbox<T> {
  private final Mailbox<T> mailbox;
  private Mail<T> filling = new Mail<>();
  private @Nullable Mail<T> handedOver;

  Outbox(Mailbox<T> mailbox) {
    this.mailbox = mailbox;
  }

  public void add(T target, Object item) {
    filling.add(target, item);
  }

  /** Gives the loop what there is, before anything that any thread hands over after this. */
  public void handOver() {
    if (filling.isEmpty()) {
      return;
    }
    Mail<T> full = filling;
    Mail<T> earlier = handedOver;
    filling = earlier != null && earlier.isRead() ? earlier.reopen() : new Mail<>();
    handedOver = full;
    mailbox.put(full);
  }
}

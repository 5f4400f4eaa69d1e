package dev.chatengine.transport.ws.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the items of one thread for one event loop, and hands them over in one {@link Mail} when
 * the thread flushes. A mail that has been read is reused, so that nothing is allocated in the long
 * run.
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

  /** Hands over all added items, before any item that is handed over after this call. */
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

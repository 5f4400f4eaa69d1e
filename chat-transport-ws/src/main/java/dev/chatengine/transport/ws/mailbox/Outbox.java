package dev.chatengine.transport.ws.mailbox;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the items of one thread for one event loop, and hands them over in one {@link Mail} when
 * the thread flushes. A mail that the loop has read is filled again, so that in the long run
 * nothing is allocated.
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

  /** Hands over what has been added, before anything that any thread hands over after this call. */
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

package dev.chatengine.transport.ws.mailbox;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The outboxes of one event loop, one for each thread that adds items.
 *
 * <p>A thread may outlive the loop: threads of a container live on, with their thread-local values,
 * after the application is undeployed. So a thread keeps only a reference of the JDK's, which is
 * emptied when the loop ends: an outbox would keep the application's classes in memory for ever.
 * Safe for all threads.
 */
public final class Outboxes<T> {
  private final Mailbox<T> mailbox;

  private final ThreadLocal<AtomicReference<@Nullable Outbox<T>>> own =
      ThreadLocal.withInitial(this::open);

  /** The outboxes of live threads. Guarded by itself, as is {@code ended}. */
  private final Set<AtomicReference<@Nullable Outbox<T>>> all =
      Collections.newSetFromMap(new WeakHashMap<>());

  private boolean ended;

  public Outboxes(Mailbox<T> mailbox) {
    this.mailbox = mailbox;
  }

  /** The outbox of the calling thread, or null if the loop has ended. */
  public @Nullable Outbox<T> ofThisThread() {
    return own.get().getPlain();
  }

  private AtomicReference<@Nullable Outbox<T>> open() {
    synchronized (all) {
      if (ended) {
        return new AtomicReference<>();
      }
      AtomicReference<@Nullable Outbox<T>> opened = new AtomicReference<>(new Outbox<>(mailbox));
      all.add(opened);
      return opened;
    }
  }

  /** Empties all outboxes: later items are not read. */
  public void end() {
    synchronized (all) {
      ended = true;
      all.forEach(each -> each.set(null));
      all.clear();
    }
  }
}

package dev.chatengine.transport.ws.mailbox;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The outboxes of one event loop, one for each thread that adds items.
 *
 * <p>A thread may outlive the loop: one of a container's threads lives on when the application is
 * taken away, and keeps its thread-local values. So what it has there is a reference of the JDK's,
 * which is empty once the loop has ended: an outbox would hold the classes of the application for
 * ever. Safe for all threads.
 */
public final class Outboxes<T> {
  private final Mailbox<T> mailbox;

  private final ThreadLocal<AtomicReference<@Nullable Outbox<T>>> own =
      ThreadLocal.withInitial(this::open);

  /** Those of threads that are alive. Guarded by itself, as is {@code ended}. */
  private final Set<AtomicReference<@Nullable Outbox<T>>> all =
      Collections.newSetFromMap(new WeakHashMap<>());

  private boolean ended;

  public Outboxes(Mailbox<T> mailbox) {
    this.mailbox = mailbox;
  }

  /** The outbox of the thread that calls, or null if the loop has ended. */
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

  /** Empties all outboxes: items that are added from now on are not read. */
  public void end() {
    synchronized (all) {
      ended = true;
      all.forEach(each -> each.set(null));
      all.clear();
    }
  }
}

package dev.chatengine.engine.direct;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The positions of private logs of the users that are connected to this node, from when the user
 * connected on. So later messages are delivered even if the hint about them is lost. Safe for all
 * threads.
 */
public final class DirectIndex {
  private static final Logger LOG = LoggerFactory.getLogger(DirectIndex.class);

  /**
   * How many positions are kept for a user; in other logs, a message is only found by its hint or
   * by a read.
   */
  private static final int MAX_KNOWN = 32;

  private final NodeContext context;
  private final Sessions sessions;
  private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();

  /** Retries the reads of users' positions that failed. */
  private final SerialExecutor rereads;

  /** The users whose positions have to be read again. Belongs to {@link #rereads}. */
  private final Set<String> unread = new LinkedHashSet<>();

  private boolean rereading;

  public DirectIndex(NodeContext context, Sessions sessions) {
    this.context = context;
    this.sessions = sessions;
    rereads = new SerialExecutor(context.scheduler);
  }

  /** One user's private logs. Guarded by itself. */
  private static final class Inbox {
    /** The positions up to which the logs were delivered; oldest first. */
    private final Map<Direct, Position> positions = new LinkedHashMap<>();

    /** The logs that are followed. */
    private final Set<Direct> open = new HashSet<>();

    private boolean loaded;

    /** The tasks that wait for the store's first answer; null after it, or after its failure. */
    private @Nullable List<Runnable> waiting = new ArrayList<>();

    /** Whether the user has no logs but those in {@link #positions}. */
    private boolean whole;

    private void put(Direct direct, Position position) {
      positions.remove(direct);
      positions.put(direct, position);
      if (positions.size() > MAX_KNOWN) {
        positions.remove(positions.keySet().iterator().next());
        whole = false;
      }
    }
  }

  // ---- users

  /** A user's first session has begun. */
  public void userConnected(String userId) {
    Inbox inbox = new Inbox();
    if (inboxes.putIfAbsent(userId, inbox) == null) {
      SerialExecutor executor = new SerialExecutor(context.scheduler);
      executor.execute(
          () ->
              read(userId, inbox, executor, () -> {}, () -> rereads.execute(() -> unread(userId))));
    }
  }

  /** Reads the heads of a user's logs. Tasks that wait for them run also if the read fails. */
  private void read(
      String userId, Inbox inbox, SerialExecutor executor, Runnable loaded, Runnable failed) {
    context.store.call(
        executor,
        store -> store.directs(Set.of(userId), MAX_KNOWN + 1),
        new Callback<List<ConversationHead>>() {
          @Override
          public void onSuccess(List<ConversationHead> heads) {
            load(inbox, heads);
            answered(inbox);
            loaded.run();
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(LOG, "Cannot read the heads of private logs: {}", cause.toString());
            answered(inbox);
            failed.run();
          }
        });
  }

  /**
   * Reads a user's positions again later: without them, a message is only found by its hint. While
   * the store is away, one user is read each second; after that, one after the other. On {@link
   * #rereads}.
   */
  private void unread(String userId) {
    unread.add(userId);
    if (!rereading) {
      rereading = true;
      rereadLater();
    }
  }

  private void rereadLater() {
    context.scheduler.schedule(NodeContext.RETRY, () -> rereads.execute(this::reread));
  }

  private void reread() {
    while (!unread.isEmpty() && !context.isClosed()) {
      String userId = unread.iterator().next();
      unread.remove(userId);
      Inbox inbox = inboxes.get(userId);
      if (inbox != null) {
        read(
            userId,
            inbox,
            rereads,
            this::reread,
            () -> {
              unread.add(userId);
              rereadLater();
            });
        return;
      }
    }
    rereading = false;
  }

  private static void answered(Inbox inbox) {
    List<Runnable> tasks;
    synchronized (inbox) {
      tasks = inbox.waiting;
      inbox.waiting = null;
    }
    if (tasks != null) {
      tasks.forEach(Runnable::run);
    }
  }

  /**
   * Runs a task once the positions of a user's logs are known here, or cannot be read: every
   * message that the task does not see in the store yet is delivered live.
   */
  void whenKnown(String userId, Runnable task) {
    Inbox inbox = inboxes.get(userId);
    if (inbox != null) {
      synchronized (inbox) {
        if (inbox.waiting != null) {
          inbox.waiting.add(task);
          return;
        }
      }
    }
    task.run();
  }

  private static void load(Inbox inbox, List<ConversationHead> heads) {
    synchronized (inbox) {
      inbox.loaded = true;
      inbox.whole = heads.size() <= MAX_KNOWN;
      for (int i = Math.min(heads.size(), MAX_KNOWN) - 1; i >= 0; i--) {
        if (heads.get(i).conversation() instanceof Direct direct) {
          // A log that was followed meanwhile may have been delivered less far.
          Position known = inbox.positions.get(direct);
          inbox.put(direct, known == null ? heads.get(i).head().position() : known);
        }
      }
    }
  }

  /** A user's last session has ended; returns the logs that were followed for the user. */
  List<Direct> userDisconnected(String userId) {
    Inbox inbox = inboxes.get(userId);
    // The user may have connected again meanwhile.
    inboxes.computeIfPresent(userId, (id, there) -> sessions.has(id) ? there : null);
    if (inbox == null || inboxes.containsKey(userId)) {
      return List.of();
    }
    synchronized (inbox) {
      return List.copyOf(inbox.open);
    }
  }

  /** The users that are connected to this node. */
  List<String> users() {
    return List.copyOf(inboxes.keySet());
  }

  /** Whether one of the two is connected here. */
  boolean isHere(Direct direct) {
    return inboxes.containsKey(direct.first()) || inboxes.containsKey(direct.second());
  }

  // ---- logs

  private List<Inbox> inboxesOf(Direct direct) {
    Inbox first = inboxes.get(direct.first());
    Inbox second = inboxes.get(direct.second());
    List<Inbox> found = new ArrayList<>(2);
    if (first != null) {
      found.add(first);
    }
    if (second != null && second != first) {
      found.add(second);
    }
    return found;
  }

  /** A log is followed from now on; returns its position, or null if it is not known. */
  @Nullable Position opened(Direct direct) {
    Position first = null;
    for (Inbox inbox : inboxesOf(direct)) {
      synchronized (inbox) {
        inbox.open.add(direct);
        Position position = inbox.positions.get(direct);
        if (position == null && inbox.loaded && inbox.whole) {
          position = Position.EMPTY;
        }
        if (position != null && (first == null || position.seq() < first.seq())) {
          first = position;
        }
      }
    }
    return first;
  }

  /** A log is not followed any more, and was delivered up to a position. */
  void closed(Direct direct, @Nullable Position position) {
    for (Inbox inbox : inboxesOf(direct)) {
      synchronized (inbox) {
        inbox.open.remove(direct);
        if (position != null) {
          inbox.put(direct, position);
        }
      }
    }
  }

  /** Whether a log that is not followed may have messages after its known position. */
  boolean mayHaveMore(Direct direct, ConversationHead head) {
    for (Inbox inbox : inboxesOf(direct)) {
      synchronized (inbox) {
        if (inbox.open.contains(direct)) {
          return false;
        }
        Position position = inbox.positions.get(direct);
        if (position == null ? inbox.whole : !position.equals(head.head().position())) {
          return true;
        }
      }
    }
    return false;
  }
}

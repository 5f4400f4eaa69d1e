package dev.chatengine.memory.log;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Direct;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * All logs of a store. It chooses what to remove when there are too many logs, or they take too
 * much memory.
 *
 * <p>Logs are looked up without a lock. The monitor of this object guards which logs exist and
 * which are open. A thread that holds it may take the monitor of a log, never the other way round.
 * Writing to an open conversation takes it only if something has to be removed.
 */
public final class LogDirectory {
  private final LogBounds bounds;
  private final AtomicLong totalBytes = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();
  private final Map<Conversation, ConversationLog> logs = new ConcurrentHashMap<>();

  /** The logs that are not open, the least recently used first. */
  private final LinkedHashSet<ConversationLog> idle = new LinkedHashSet<>();

  /** The open logs that have messages, in the order in which they are to be trimmed. */
  private final LinkedHashSet<ConversationLog> trimmable = new LinkedHashSet<>();

  private final KeyHash hash = new KeyHash();

  private final Map<String, Set<ConversationLog>> directsByUser = new HashMap<>();

  public LogDirectory(LogBounds bounds) {
    this.bounds = bounds;
  }

  public @Nullable ConversationLog find(Conversation conversation) {
    return logs.get(conversation);
  }

  /** Finds or creates a log; null if there are too many and all others are open. */
  public @Nullable ConversationLog findOrCreate(Conversation conversation) {
    ConversationLog log = logs.get(conversation);
    return log == null ? create(conversation) : log;
  }

  /** Notes that a log was read. */
  public void read(ConversationLog log) {
    if (!log.settled) {
      settle(log);
    }
  }

  /** Notes that a log was written to, and makes room if the logs take too much memory now. */
  public void wrote(ConversationLog log) {
    if (!log.settled) {
      settle(log);
    }
    if (totalBytes.get() > bounds.bytes()) {
      makeRoom(log);
    }
  }

  public synchronized void opened(Conversation conversation) {
    ConversationLog log = logs.get(conversation);
    if (log == null) {
      evictWhile(bounds.conversations());
      log = add(conversation);
    }
    log.openings++;
    if (log.openings == 1) {
      idle.remove(log);
      trimmable.add(log);
      log.settled = true;
    }
  }

  public synchronized void released(Conversation conversation) {
    ConversationLog log = logs.get(conversation);
    if (log == null || log.openings == 0) {
      return;
    }
    log.openings--;
    if (log.openings == 0) {
      trimmable.remove(log);
      log.settled = false;
      if (log.isUnwritten()) {
        remove(log);
      } else {
        idle.add(log);
        evictWhile(bounds.conversations() + 1);
      }
    }
  }

  public synchronized boolean delete(Conversation conversation) {
    ConversationLog log = logs.get(conversation);
    if (log == null) {
      return false;
    }
    return log.openings > 0 ? log.clear() : remove(log);
  }

  public synchronized Set<ConversationLog> directsOf(Set<String> userIds) {
    Set<ConversationLog> found = new LinkedHashSet<>();
    for (String userId : userIds) {
      found.addAll(directsByUser.getOrDefault(userId, Set.of()));
    }
    return found;
  }

  public synchronized void clear() {
    List.copyOf(logs.values()).forEach(this::remove);
  }

  private synchronized @Nullable ConversationLog create(Conversation conversation) {
    ConversationLog log = logs.get(conversation);
    if (log != null) {
      return log;
    }
    evictWhile(bounds.conversations());
    return logs.size() < bounds.conversations() ? add(conversation) : null;
  }

  private ConversationLog add(Conversation conversation) {
    ConversationLog log = new ConversationLog(conversation, bounds, totalBytes, writes, hash);
    logs.put(conversation, log);
    idle.add(log);
    if (conversation instanceof Direct direct) {
      directsByUser.computeIfAbsent(direct.first(), id -> new LinkedHashSet<>()).add(log);
      directsByUser.computeIfAbsent(direct.second(), id -> new LinkedHashSet<>()).add(log);
    }
    return log;
  }

  /** Removes a log, then retires it: a writer that has found it before looks again. */
  private boolean remove(ConversationLog log) {
    logs.remove(log.conversation());
    idle.remove(log);
    trimmable.remove(log);
    if (log.conversation() instanceof Direct direct) {
      removeDirect(direct.first(), log);
      removeDirect(direct.second(), log);
    }
    return log.retire();
  }

  private void removeDirect(String userId, ConversationLog log) {
    directsByUser.computeIfPresent(
        userId,
        (id, directs) -> {
          directs.remove(log);
          return directs.isEmpty() ? null : directs;
        });
  }

  private synchronized void settle(ConversationLog log) {
    if (logs.get(log.conversation()) != log) {
      return;
    }
    if (log.openings > 0) {
      trimmable.add(log);
      log.settled = true;
    } else {
      idle.remove(log);
      idle.add(log);
    }
  }

  /** Evicts idle logs while there are at least so many logs. */
  private void evictWhile(int tooMany) {
    while (logs.size() >= tooMany && !idle.isEmpty()) {
      remove(idle.iterator().next());
    }
  }

  private synchronized void makeRoom(ConversationLog written) {
    while (totalBytes.get() > bounds.bytes()) {
      ConversationLog victim = firstOther(idle, written);
      if (victim != null) {
        remove(victim);
      } else if (!trimOpen(written)) {
        return;
      }
    }
  }

  /** Trims the next open log, or the one written to if there is no other. */
  private boolean trimOpen(ConversationLog written) {
    if (firstOther(trimmable, written) == null) {
      return written.trim(true) > 0;
    }
    ConversationLog next = trimmable.iterator().next();
    trimmable.remove(next);
    // Before the trim, so that the next append adds the log to the set again.
    next.settled = false;
    if (next.trim(next == written) > 0 || next == written) {
      trimmable.add(next);
      next.settled = true;
    }
    return true;
  }

  private static @Nullable ConversationLog firstOther(
      Set<ConversationLog> logs, ConversationLog excluded) {
    for (ConversationLog log : logs) {
      if (log != excluded) {
        return log;
      }
    }
    return null;
  }
}

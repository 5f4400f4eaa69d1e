package dev.chatengine.engine.telemetry;

import dev.chatengine.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Writes a node's log. The first event of a kind is written at once; later ones are counted, and
 * written as one line after a minute, with the values of the last one. A kind is identified by its
 * text, which is a constant in the code, so there are few. Safe for all threads.
 */
public final class EventLog {
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** More kinds than there are; without it, each event of a further kind would have a line. */
  private static final int MAX_KINDS = 200;

  private final String nodeId;
  private final Scheduler scheduler;
  private final Map<String, Kind> kinds = new HashMap<>();

  public EventLog(String nodeId, Scheduler scheduler) {
    this.nodeId = nodeId;
    this.scheduler = scheduler;
  }

  /** How grave an event is. */
  private enum Level {
    WARN,
    ERROR
  }

  /** A kind of event that has happened recently. */
  private static final class Kind {
    final Logger log;
    final Level level;
    final String text;
    long since;
    long unwritten;
    Object[] last = {};

    Kind(Logger log, Level level, String text, long since) {
      this.log = log;
      this.level = level;
      this.text = text;
      this.since = since;
    }
  }

  private record Line(Logger log, Level level, String text, List<Object> values) {
    void write() {
      if (level == Level.ERROR) {
        log.error(text, values.toArray());
      } else {
        log.warn(text, values.toArray());
      }
    }
  }

  /**
   * Logs an event about which an operator may have to do something.
   *
   * @param text a constant, with {@code {}} for each value
   * @param values the values, then an exception if its stack trace is to be logged; never the
   *     content of a message or a credential
   */
  public void warn(Logger log, String text, Object... values) {
    happened(log, Level.WARN, text, values);
  }

  /** Logs an event that should never happen. */
  public void error(Logger log, String text, Object... values) {
    happened(log, Level.ERROR, text, values);
  }

  private void happened(Logger log, Level level, String text, Object[] values) {
    Line line = count(log, level, text, values);
    if (line != null) {
      line.write();
    }
  }

  private synchronized @Nullable Line count(Logger log, Level level, String text, Object[] values) {
    long now = scheduler.nanoTime();
    Kind kind = kinds.get(text);
    if (kind == null) {
      if (kinds.size() < MAX_KINDS) {
        kinds.put(text, new Kind(log, level, text, now));
      }
      return new Line(log, level, "Node {}: " + text, withNode(values));
    }
    kind.unwritten++;
    kind.last = values;
    return isDue(kind, now) ? summary(kind, now) : null;
  }

  private static boolean isDue(Kind kind, long now) {
    return now - kind.since >= INTERVAL.toNanos();
  }

  /** Writes counts that are due; to be called regularly. */
  public void writeDue() {
    write(false);
  }

  /** Writes all counts, at the end. */
  public void close() {
    write(true);
  }

  private void write(boolean all) {
    List<Line> lines = new ArrayList<>();
    synchronized (this) {
      long now = scheduler.nanoTime();
      for (Kind kind : List.copyOf(kinds.values())) {
        if (all || isDue(kind, now)) {
          if (kind.unwritten > 0) {
            lines.add(summary(kind, now));
          } else {
            kinds.remove(kind.text);
          }
        }
      }
    }
    lines.forEach(Line::write);
  }

  private Line summary(Kind kind, long now) {
    List<Object> values = withNode(kind.last);
    if (values.get(values.size() - 1) instanceof Throwable) {
      values.remove(values.size() - 1);
    }
    values.add(kind.unwritten);
    values.add(Duration.ofNanos(now - kind.since).toSeconds());
    kind.since = now;
    kind.unwritten = 0;
    kind.last = new Object[0];
    return new Line(
        kind.log,
        kind.level,
        "Node {}: " + kind.text + " (the last of {} more within {} s)",
        values);
  }

  private List<Object> withNode(Object[] values) {
    List<Object> all = new ArrayList<>(values.length + 3);
    all.add(nodeId);
    all.addAll(Arrays.asList(values));
    return all;
  }
}

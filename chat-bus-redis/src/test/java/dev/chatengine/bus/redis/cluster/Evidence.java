package dev.chatengine.bus.redis.cluster;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What all clients of a test saw: of each message the same at the same place, and whatever was
 * wrong. Safe for all threads.
 */
final class Evidence {
  private final Map<String, String> seen = new ConcurrentHashMap<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  /** Remembered rather than thrown, for whoever waits for a condition asks again. */
  void fault(String what) {
    faults.add(what);
  }

  void saw(String client, String room, long seq, String content) {
    String before = seen.putIfAbsent(room + " " + seq, content);
    if (before != null && !before.equals(content)) {
      fault(client + " saw '" + content + "' at " + seq + " of " + room + ", not '" + before + "'");
    }
  }

  /** Every message that anybody saw, by its room and number. */
  Map<String, String> seen() {
    return Map.copyOf(seen);
  }

  List<String> faults() {
    return List.copyOf(faults);
  }
}

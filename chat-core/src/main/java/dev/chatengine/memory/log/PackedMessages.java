package dev.chatengine.memory.log;

import dev.chatengine.model.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packed messages with unbroken numbers: added at the end, dropped from the beginning, reached by
 * their numbers. Messages share segments; a segment is freed once all its messages are dropped. An
 * amended form has its own array, since it may be longer.
 */
final class PackedMessages {
  /** Enough for two or three messages. */
  private static final int SMALLEST_SEGMENT = 512;

  private static final int LARGEST_SEGMENT = 16 << 10;

  /** A larger message has its own segment: it would leave too much of a shared one unused. */
  private static final int LARGEST_SHARING = LARGEST_SEGMENT / 4;

  /** The size of the objects around an array, and of its padding. */
  private static final int OVERHEAD = 64;

  /** The size of an amended form's entry in the map. */
  private static final int FORM_OVERHEAD = 96;

  private final List<PackedSegment> segments = new ArrayList<>(1);
  private final Map<Long, PackedMessage> amendedForms = new HashMap<>();

  /** The last of the segments, where the next message goes; null if there are none. */
  private @Nullable PackedSegment last;

  private long oldestSeq = 1;
  private long newestSeq;
  private long bytes;

  long oldestSeq() {
    return oldestSeq;
  }

  long newestSeq() {
    return newestSeq;
  }

  int size() {
    return (int) (newestSeq - oldestSeq + 1);
  }

  /** About how much memory the messages take. */
  long bytes() {
    return bytes;
  }

  void add(Message message, long storedAt, int idHash, int clientKeyHash) {
    int size = MessagePacker.maxSize(message);
    newestSeq++;
    if (size > LARGEST_SHARING) {
      byte[] packed = MessagePacker.pack(message, storedAt, idHash, clientKeyHash);
      add(PackedSegment.of(packed, newestSeq));
      return;
    }
    PackedSegment segment = last;
    if (segment == null || !segment.hasRoomFor(size)) {
      segment = add(PackedSegment.empty(nextSize(size), newestSeq));
    }
    segment.add(message, storedAt, idHash, clientKeyHash);
  }

  /** As large as all segments so far, so that at most half of a log's memory is unused. */
  private int nextSize(int needed) {
    long wanted = Math.max(SMALLEST_SEGMENT, Math.max(bytes, 2L * needed));
    return (int) Math.min(LARGEST_SEGMENT, wanted);
  }

  private PackedSegment add(PackedSegment segment) {
    segments.add(segment);
    last = segment;
    bytes += weight(segment);
    return segment;
  }

  PackedMessage get(long seq) {
    PackedMessage amended = amendedForms.isEmpty() ? null : amendedForms.get(seq);
    return amended == null ? segmentOf(seq).get(seq) : amended;
  }

  /** Replaces a message by its amended form. */
  void amend(long seq, PackedMessage form) {
    bytes += weight(form) - weight(amendedForms.put(seq, form));
  }

  void dropOldest() {
    if (!amendedForms.isEmpty()) {
      bytes -= weight(amendedForms.remove(oldestSeq));
    }
    PackedSegment first = segments.get(0);
    if (oldestSeq == first.lastSeq()) {
      segments.remove(0);
      bytes -= weight(first);
      if (segments.isEmpty()) {
        last = null;
      }
    }
    oldestSeq++;
  }

  private PackedSegment segmentOf(long seq) {
    int low = 0;
    int high = segments.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (segments.get(middle).firstSeq() <= seq) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return segments.get(low);
  }

  private static int weight(PackedSegment segment) {
    return segment.length() + OVERHEAD;
  }

  private static int weight(@Nullable PackedMessage form) {
    return form == null ? 0 : form.bytes().length + OVERHEAD + FORM_OVERHEAD;
  }
}

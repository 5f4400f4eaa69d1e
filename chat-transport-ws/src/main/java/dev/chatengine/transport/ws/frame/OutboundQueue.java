package dev.chatengine.transport.ws.frame;

import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection has yet to write, in order: references to the engine's frames, which many
 * connections share, and bytes that are ready to go (control frames, HTTP). Allocates only when
 * more than one waits, and then only to grow.
 *
 * <p>The header of a frame is made while it is copied into the event loop's buffer. What the socket
 * takes is marked with {@link #advance}; a frame that went out in part stays the first one with how
 * far it got.
 *
 * <p>Used on the event loop only, but for the count of bytes, which the connection keeps: its wire
 * may hold what has left the queue. The count is in the same object because each delivery needs
 * both, and mostly to a connection of which the processor has nothing in its caches.
 */
public final class OutboundQueue extends PendingBytes {
  private static final int INITIAL = 8;

  /** A ring above this is given up when it is empty, so that a burst is not paid for ever. */
  private static final int KEPT = 256;

  private static final @Nullable Object[] NO_RING = {};

  /** Stands by itself, for mostly there is no other. */
  private @Nullable Object first;

  /** Those behind the first. */
  private @Nullable Object[] ring = NO_RING;

  private int head;

  /** With the first. */
  private int count;

  /** How many bytes of the first entry have been written. */
  private int written;

  /** How many entries were ever removed. */
  private long removed;

  public static int framedSize(OutboundFrame frame) {
    int size = frame.size();
    return size + headerSize(size);
  }

  private static int headerSize(int size) {
    return size < 126 ? 2 : size < 65_536 ? 4 : 10;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  public void add(OutboundFrame frame) {
    put(frame);
  }

  /**
   * Adds bytes that are ready to go.
   *
   * @return a ticket for {@link #isWritten}
   */
  public long add(byte[] encoded) {
    put(encoded);
    return removed + count;
  }

  /** Whether the entry of a ticket has been written. */
  public boolean isWritten(long ticket) {
    return removed >= ticket;
  }

  private void put(Object entry) {
    if (count == 0) {
      first = entry;
    } else {
      if (count > ring.length) {
        grow();
      }
      ring[slot(count)] = entry;
    }
    count++;
  }

  private void grow() {
    @Nullable Object[] larger = new Object[Math.max(INITIAL, ring.length * 2)];
    int upToEnd = ring.length - head;
    System.arraycopy(ring, head, larger, 0, upToEnd);
    System.arraycopy(ring, 0, larger, upToEnd, head);
    ring = larger;
    head = 0;
  }

  /** Where in the ring an entry is that is not the first. */
  private int slot(int index) {
    return (head + index - 1) & (ring.length - 1);
  }

  private @Nullable Object entry(int index) {
    return index == 0 ? first : ring[slot(index)];
  }

  /** Copies as much as fits, from the first byte that has not been written. */
  public void fill(ByteBuffer target) {
    int offset = written;
    for (int i = 0; i < count; i++) {
      Object entry = entry(i);
      if (entry instanceof OutboundFrame frame) {
        int size = frame.size();
        if (offset == 0 && target.remaining() >= size + 10) {
          putHeader(target, size);
          frame.copyTo(target);
        } else if (!copyPart(frame, offset, target)) {
          return;
        }
      } else if (entry instanceof byte[] encoded) {
        int length = Math.min(encoded.length - offset, target.remaining());
        target.put(encoded, offset, length);
        if (offset + length < encoded.length) {
          return;
        }
      }
      offset = 0;
    }
  }

  private static void putHeader(ByteBuffer target, int size) {
    if (size < 126) {
      target.putShort((short) (0x8100 | size));
    } else if (size < 65_536) {
      target.putInt(0x817e0000 | size);
    } else {
      target.putShort((short) 0x817f).putLong(size);
    }
  }

  /** Copies a frame from an offset that counts its header too; false if it did not fit. */
  private static boolean copyPart(OutboundFrame frame, int offset, ByteBuffer target) {
    int size = frame.size();
    int header = headerSize(size);
    int from = offset;
    if (from < header) {
      ByteBuffer whole = ByteBuffer.allocate(10);
      putHeader(whole, size);
      int length = Math.min(header - from, target.remaining());
      target.put(whole.array(), from, length);
      from += length;
      if (from < header) {
        return false;
      }
    }
    int length = Math.min(size - (from - header), target.remaining());
    frame.copyTo(from - header, length, target);
    return from + length == header + size;
  }

  /** Removes what the socket took. */
  public void advance(int bytes) {
    int left = bytes + written;
    while (count > 0) {
      int size = sizeOf(first);
      if (left < size) {
        break;
      }
      left -= size;
      removeFirst();
    }
    written = left;
  }

  private void removeFirst() {
    if (count == 1) {
      first = null;
    } else {
      first = ring[head];
      ring[head] = null;
      head = slot(2);
      if (count == 2 && ring.length > KEPT) {
        dropRing();
      }
    }
    count--;
    removed++;
  }

  private void dropRing() {
    ring = NO_RING;
    head = 0;
  }

  /**
   * Removes all but a frame that has gone out in part, which has to be finished.
   *
   * @return how many bytes that were
   */
  public long dropUnstarted() {
    int kept = written > 0 ? 1 : 0;
    long dropped = 0;
    for (int i = kept; i < count; i++) {
      dropped += sizeOf(entry(i));
    }
    if (kept == 0) {
      first = null;
    }
    count = kept;
    dropRing();
    return dropped;
  }

  /**
   * Removes everything.
   *
   * @return how many bytes that were
   */
  public long clear() {
    long dropped = dropUnstarted();
    if (count > 0) {
      dropped += sizeOf(first) - written;
    }
    first = null;
    count = 0;
    written = 0;
    return dropped;
  }

  private static int sizeOf(@Nullable Object entry) {
    if (entry instanceof OutboundFrame frame) {
      return framedSize(frame);
    }
    return entry instanceof byte[] encoded ? encoded.length : 0;
  }
}

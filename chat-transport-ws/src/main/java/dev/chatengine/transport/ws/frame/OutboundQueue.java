package dev.chatengine.transport.ws.frame;

import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.transport.ws.socket.SocketLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that one connection has yet to write, in order: the engine's frames, which many
 * connections share, and encoded bytes (control frames, HTTP). Allocates only to grow, and only
 * when more than one entry waits.
 *
 * <p>A frame's header is made while the frame is copied into the event loop's buffer. A partly
 * written frame stays the first entry, with the number of its written bytes.
 *
 * <p>Used on the event loop only, except {@link #pendingBytes} and {@link #countForeign}. The
 * counters are in the same object because each delivery needs both, usually from memory that no
 * cache has.
 */
public final class OutboundQueue extends PendingBytes {
  private static final int INITIAL = 8;

  /** The most that one connection writes in one turn. */
  private static final int MAX_BYTES_PER_TURN = 1 << 20;

  /** A larger ring is dropped when it is empty, so that a burst does not keep memory. */
  private static final int KEPT = 256;

  private static final @Nullable Object[] NO_RING = {};

  /** The first entry, outside the ring because it is usually the only one. */
  private @Nullable Object first;

  /** The entries after the first. */
  private @Nullable Object[] ring = NO_RING;

  private int head;

  /** The number of entries, including the first. */
  private int count;

  /** The number of written bytes of the first entry. */
  private int written;

  /** The number of entries ever removed. */
  private long removed;

  /** The bytes that the layer held at the last count: no longer here, but still pending. */
  private int held;

  /** The socket took less than it was offered. */
  private boolean blocked;

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
   * Adds encoded bytes.
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

  /** The index in the ring of an entry that is not the first. */
  private int slot(int index) {
    return (head + index - 1) & (ring.length - 1);
  }

  private @Nullable Object entry(int index) {
    return index == 0 ? first : ring[slot(index)];
  }

  /** Whether the socket has refused bytes, so that the selector must report when it takes more. */
  public boolean isBlocked() {
    return blocked;
  }

  /** The socket takes bytes again. */
  public void unblock() {
    blocked = false;
  }

  /**
   * Writes entries until the socket takes no more or the turn is over.
   *
   * @param buffer the event loop's buffer, for the bytes of one write
   * @return whether the socket took any bytes
   */
  public boolean write(SocketLayer layer, SocketChannel channel, ByteBuffer buffer)
      throws IOException {
    int total = 0;
    try {
      blocked = !layer.flush(channel);
      while (!blocked && count > 0 && total < MAX_BYTES_PER_TURN) {
        buffer.clear();
        fill(buffer);
        buffer.flip();
        int offered = buffer.remaining();
        int taken = layer.write(channel, buffer);
        advance(taken);
        total += taken;
        blocked = taken < offered || layer.held() > 0;
      }
    } catch (IOException e) {
      countWritten(total);
      throw e;
    }
    return settle(layer, total);
  }

  /**
   * Counts the bytes that the socket took. Bytes that the layer holds are still pending.
   *
   * @param taken the bytes that the layer took from this queue since the last call
   * @return whether the socket took any bytes
   */
  public boolean settle(SocketLayer layer, int taken) {
    int now = layer.held();
    long sent = (long) taken + held - now;
    held = now;
    if (now > 0) {
      blocked = true;
    }
    if (sent != 0) {
      countWritten(sent);
    }
    return sent > 0;
  }

  /** Removes everything, including the layer's bytes from the count: the socket is closed. */
  public void end() {
    count(-clear() - held);
    held = 0;
  }

  /** Copies as much as fits, from the first byte that has not been written. */
  void fill(ByteBuffer target) {
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

  /** Copies a frame from an offset that includes its header. Returns false if it did not fit. */
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

  /** Removes written bytes. */
  void advance(int bytes) {
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
   * Removes all except a partly written frame, which must be finished.
   *
   * @return the number of removed bytes
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
   * @return the number of removed bytes
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

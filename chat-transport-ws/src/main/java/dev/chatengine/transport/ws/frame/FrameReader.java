package dev.chatengine.transport.ws.frame;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits the bytes of one connection into WebSocket messages. Every header is checked before memory
 * is allocated, and memory grows with the bytes that arrive, not with the length in a header.
 *
 * <p>Whole frames are unmasked and passed on in place. Partial frames and fragments of a message
 * are gathered in temporary arrays. Used on the connection's event loop only.
 */
public final class FrameReader {
  static final int MAX_HEADER = 14;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int FIRST_CONTROL = 8;
  private static final int LAST_CONTROL = 10;
  private static final int MAX_CONTROL = 125;

  /** Receives messages and control frames. */
  public interface Sink {
    /**
     * A whole message; valid UTF-8 if it came as text.
     *
     * @return false to read no further
     */
    boolean message(byte[] bytes, int from, int to);

    /**
     * A whole control frame, still masked.
     *
     * @return false to read no further
     */
    boolean control(byte[] bytes, int from, int to);

    /**
     * A fragment that does not end a message.
     *
     * @return false to read no further
     */
    boolean fragment(int payloadBytes);

    /** The client broke the protocol; nothing more is read. */
    void violation(int closeCode, String reason);
  }

  private final Sink sink;
  private final int maxMessageBytes;

  /** The beginning of a frame that has not arrived whole; its header gives its size. */
  private byte @Nullable [] partial;

  private int partialLength;

  /** The fragments so far of a message that has not arrived whole. */
  private byte @Nullable [] fragments;

  private int fragmentsLength;
  private boolean fragmentsAreText;

  // The header that parse() has read last.
  private int opcode;
  private boolean fin;
  private int headerLength;
  private int payloadLength;

  private enum Parsed {
    WHOLE,
    INCOMPLETE,
    BROKEN
  }

  public FrameReader(Sink sink, int maxMessageBytes) {
    this.sink = sink;
    this.maxMessageBytes = maxMessageBytes;
  }

  /**
   * Reads received bytes, and changes them. The array is free for other use afterwards.
   *
   * @return false if nothing more is to be read on this connection
   */
  public boolean read(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      if (partial != null) {
        int taken = complete(bytes, at, to);
        if (taken < 0) {
          return false;
        }
        at += taken;
        continue;
      }
      switch (parse(bytes, at, to)) {
        case BROKEN -> {
          return false;
        }
        case INCOMPLETE -> {
          partial = Arrays.copyOfRange(bytes, at, Math.max(to, at + MAX_HEADER));
          partialLength = to - at;
          return true;
        }
        case WHOLE -> {
          int end = at + headerLength + payloadLength;
          if (!accept(bytes, at, end)) {
            return false;
          }
          at = end;
        }
      }
    }
    return true;
  }

  /** Drops partial frames and fragments. */
  public void release() {
    partial = null;
    fragments = null;
  }

  /**
   * Adds its missing bytes to the partial frame.
   *
   * @return the number of added bytes, or -1 to read no further
   */
  private int complete(byte[] bytes, int from, int to) {
    byte[] frame = partial;
    if (frame == null) {
      return 0;
    }
    int taken = 0;
    // The header byte by byte, as it has at most 14 bytes; then all the rest at once.
    Parsed parsed = parse(frame, 0, partialLength);
    while (parsed == Parsed.INCOMPLETE && headerLength == 0 && from + taken < to) {
      frame[partialLength++] = bytes[from + taken++];
      parsed = parse(frame, 0, partialLength);
    }
    if (parsed == Parsed.INCOMPLETE && headerLength > 0) {
      int missing = headerLength + payloadLength - partialLength;
      int more = Math.min(missing, to - from - taken);
      frame = ensureCapacity(frame, partialLength + more, headerLength + payloadLength);
      partial = frame;
      System.arraycopy(bytes, from + taken, frame, partialLength, more);
      partialLength += more;
      taken += more;
      parsed = more == missing ? Parsed.WHOLE : Parsed.INCOMPLETE;
    }
    if (parsed == Parsed.BROKEN) {
      return -1;
    }
    if (parsed == Parsed.WHOLE) {
      partial = null;
      return accept(frame, 0, partialLength) ? taken : -1;
    }
    return taken;
  }

  /** Doubles, up to the frame's size, so that a frame that arrives in pieces is rarely copied. */
  private static byte[] ensureCapacity(byte[] array, int needed, int max) {
    if (needed <= array.length) {
      return array;
    }
    return Arrays.copyOf(array, (int) Math.min(max, Math.max(needed, 2L * array.length)));
  }

  /** Reads a header; {@link #headerLength} is 0 if it has not arrived whole. */
  private Parsed parse(byte[] bytes, int at, int to) {
    headerLength = 0;
    if (to - at < 2) {
      return Parsed.INCOMPLETE;
    }
    int first = bytes[at];
    int second = bytes[at + 1];
    fin = first < 0;
    opcode = first & 0x0f;
    if ((first & 0x70) != 0) {
      return broken(1002, "reserved bits");
    }
    if (second >= 0) {
      return broken(1002, "not masked");
    }
    int length = second & 0x7f;
    if (opcode >= FIRST_CONTROL) {
      if (opcode > LAST_CONTROL) {
        return broken(1002, "unknown opcode");
      }
      if (!fin || length > MAX_CONTROL) {
        return broken(1002, "control frame too long or in fragments");
      }
    } else if (opcode > BINARY) {
      return broken(1002, "unknown opcode");
    } else if ((opcode == CONTINUATION) != (fragments != null)) {
      return broken(1002, "fragment out of place");
    }
    int header = 6;
    long payload = length;
    if (length >= 126) {
      int extra = length == 126 ? 2 : 8;
      header += extra;
      if (to - at < 2 + extra) {
        return Parsed.INCOMPLETE;
      }
      payload = 0;
      for (int i = 0; i < extra; i++) {
        payload = payload << 8 | (bytes[at + 2 + i] & 0xff);
      }
      if (payload < 0) {
        return broken(1002, "negative length");
      }
    }
    if (opcode < FIRST_CONTROL && payload > maxMessageBytes - heldFragments()) {
      return broken(1009, "message too large");
    }
    headerLength = header;
    payloadLength = (int) payload;
    return to - at < header + payloadLength ? Parsed.INCOMPLETE : Parsed.WHOLE;
  }

  private int heldFragments() {
    return fragments == null ? 0 : fragmentsLength;
  }

  private Parsed broken(int code, String reason) {
    release();
    sink.violation(code, reason);
    return Parsed.BROKEN;
  }

  /** Passes on a whole frame, after its header was read. */
  private boolean accept(byte[] bytes, int from, int to) {
    if (opcode >= FIRST_CONTROL) {
      return sink.control(bytes, from, to);
    }
    int payload = from + headerLength;
    boolean ascii = Masking.unmask(bytes, payload - 4, payload, to);
    if (fin && fragments == null) {
      return deliver(bytes, payload, to, ascii || opcode != TEXT);
    }
    if (fragments == null) {
      fragmentsAreText = opcode == TEXT;
    }
    byte[] gathered = fragments == null ? new byte[0] : fragments;
    int held = heldFragments();
    int length = held + to - payload;
    gathered = ensureCapacity(gathered, length, maxMessageBytes);
    System.arraycopy(bytes, payload, gathered, held, to - payload);
    if (!fin) {
      fragments = gathered;
      fragmentsLength = length;
      return sink.fragment(to - payload);
    }
    fragments = null;
    return deliver(gathered, 0, length, !fragmentsAreText);
  }

  /** Passes on a message. RFC 6455 demands valid UTF-8 of text, but not of binary messages. */
  private boolean deliver(byte[] bytes, int from, int to, boolean valid) {
    if (!valid && !Utf8.isValid(bytes, from, to)) {
      broken(1007, "not UTF-8");
      return false;
    }
    return sink.message(bytes, from, to);
  }
}

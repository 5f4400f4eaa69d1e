package dev.chatengine.memory.presence;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What is held for one parked session, in the order in which it came. Guarded by its owner's lock.
 */
final class HeldPayloads {
  /** What a payload costs at least, so that very small ones are bounded too. */
  static final int MIN_COST = 64;

  private List<ByteBuffer> payloads = List.of();
  private long bytes;

  static long cost(ByteBuffer payload) {
    return Math.max(MIN_COST, payload.remaining());
  }

  long bytes() {
    return bytes;
  }

  /** Copies the payload: it may be a small part of something large. */
  void add(ByteBuffer payload) {
    ByteBuffer copy = ByteBuffer.allocate(payload.remaining());
    copy.put(payload.duplicate());
    if (payloads.isEmpty()) {
      payloads = new ArrayList<>();
    }
    payloads.add(copy.flip().asReadOnlyBuffer());
    bytes += cost(payload);
  }

  /** Gives out what is held, and holds nothing any more. */
  List<ByteBuffer> take() {
    List<ByteBuffer> taken = payloads;
    payloads = List.of();
    bytes = 0;
    return taken;
  }
}

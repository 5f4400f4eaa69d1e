package dev.chatengine.memory.presence;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The payloads that are held for one parked session, in their order. Guarded by the registry's
 * lock.
 */
final class HeldPayloads {
  /** The least size that a payload counts, so that the number of small payloads is bounded, too. */
  static final int MIN_COST = 64;

  private List<ByteBuffer> payloads = List.of();
  private long bytes;

  static long cost(ByteBuffer payload) {
    return Math.max(MIN_COST, payload.remaining());
  }

  long bytes() {
    return bytes;
  }

  /** Copies the payload, which may be a small part of a large buffer. */
  void add(ByteBuffer payload) {
    ByteBuffer copy = ByteBuffer.allocate(payload.remaining());
    copy.put(payload.duplicate());
    if (payloads.isEmpty()) {
      payloads = new ArrayList<>();
    }
    payloads.add(copy.flip().asReadOnlyBuffer());
    bytes += cost(payload);
  }

  /** Removes and returns all payloads. */
  List<ByteBuffer> take() {
    List<ByteBuffer> taken = payloads;
    payloads = List.of();
    bytes = 0;
    return taken;
  }
}

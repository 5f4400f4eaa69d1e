package dev.chatengine.engine.session;

import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Position;
import dev.chatengine.protocol.Since;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The positions of a user's private logs at some time, for at most {@value #MAX} logs: the most
 * recently written ones. A resume token contains them, so that any node can find the messages that
 * a client has missed in logs that it does not name. Logs are identified by hashes, since users'
 * ids may be long. Immutable.
 */
public final class DirectPositions {
  /** How many positions are kept. */
  public static final int MAX = 32;

  /** No position is known. */
  public static final DirectPositions UNKNOWN = new DirectPositions(false, Map.of());

  /** An epoch that no log has. */
  private static final String NO_LOG = "?";

  private static final int HASH_BYTES = 8;
  private static final int WHOLE = 1;

  /** The first byte of a payload that is held for a session; no bus event begins with it. */
  private static final byte HELD = 0;

  /** Whether the user had no other logs. */
  private final boolean whole;

  private final Map<Long, Position> positions;

  private DirectPositions(boolean whole, Map<Long, Position> positions) {
    this.whole = whole;
    this.positions = positions;
  }

  /**
   * The positions of logs.
   *
   * @param heads the most recently written first; all logs of a user if there are at most {@link
   *     #MAX}
   */
  public static DirectPositions of(List<ConversationHead> heads) {
    Map<Long, Position> positions = new LinkedHashMap<>();
    for (ConversationHead head : heads.subList(0, Math.min(heads.size(), MAX))) {
      if (head.conversation() instanceof Direct direct) {
        positions.put(hash(direct), head.head().position());
      }
    }
    return new DirectPositions(heads.size() <= MAX, positions);
  }

  /** Some positions; the user may have other logs. */
  public static DirectPositions of(Map<Direct, Position> some) {
    Map<Long, Position> positions = new LinkedHashMap<>();
    some.forEach((direct, position) -> positions.put(hash(direct), position));
    return new DirectPositions(false, positions);
  }

  /** These positions, replaced and followed by better known ones. */
  public DirectPositions with(DirectPositions better) {
    Map<Long, Position> all = new LinkedHashMap<>(positions);
    all.keySet().removeAll(better.positions.keySet());
    all.putAll(better.positions);
    return new DirectPositions(whole, all);
  }

  /** The last {@link #MAX} of these positions. */
  public DirectPositions last() {
    Map<Long, Position> all = new LinkedHashMap<>(positions);
    Iterator<Long> oldest = all.keySet().iterator();
    for (int tooMany = all.size() - MAX; tooMany > 0; tooMany--) {
      oldest.next();
      oldest.remove();
    }
    return new DirectPositions(whole, all);
  }

  // ---- missed messages

  /**
   * The logs with messages after these positions.
   *
   * @param logs the logs to catch up with, and from where
   * @param complete whether these are all
   */
  public record Missed(Map<Direct, Since> logs, boolean complete) {}

  /**
   * Compares these positions with the present heads of the logs.
   *
   * @param heads the most recently written first; one more than {@code limit} if there are more
   * @param limit how many logs are returned at most
   * @param named logs to leave out
   */
  public Missed missed(List<ConversationHead> heads, int limit, Set<Direct> named) {
    Map<Direct, Since> logs = new LinkedHashMap<>();
    // A log without a known position was written to before all logs with one. So it has new
    // messages if it comes before one of those now, and none if it comes after an unchanged one.
    int lastKnown = lastKnown(heads);
    boolean unmoved = false;
    boolean uncertain = false;
    for (int i = 0; i < Math.min(heads.size(), limit); i++) {
      if (!(heads.get(i).conversation() instanceof Direct direct)) {
        continue;
      }
      Position now = heads.get(i).head().position();
      Position then = positions.get(hash(direct));
      unmoved |= then != null && then.sameEpoch(now) && then.seq() == now.seq();
      boolean moved = then == null ? whole || i < lastKnown : !then.equals(now);
      if (named.contains(direct)) {
        continue;
      }
      uncertain |= then == null && !moved && !unmoved;
      if (moved) {
        logs.put(direct, since(direct));
      }
    }
    boolean all = heads.size() <= limit || unmoved;
    return new Missed(logs, all && !uncertain);
  }

  private int lastKnown(List<ConversationHead> heads) {
    for (int i = heads.size() - 1; i >= 0; i--) {
      if (heads.get(i).conversation() instanceof Direct direct
          && positions.containsKey(hash(direct))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * From where to catch up with a log: a new log from its beginning. For another log without a
   * known position, the result has an epoch that no log has, so that the client gets the newest
   * messages, marked as incomplete.
   */
  public Since since(Direct direct) {
    Position then = positions.get(hash(direct));
    if (then == null) {
      return new Since(whole ? Position.NO_EPOCH : NO_LOG, 0, null);
    }
    return new Since(then.epoch(), then.seq(), then.revision());
  }

  private static long hash(Direct direct) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(direct.key().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest, 0, HASH_BYTES).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  // ---- as text and as a payload

  public boolean isUnknown() {
    return !whole && positions.isEmpty();
  }

  /** As text of at most about 2,600 characters, none of them special in a URL or in JSON. */
  public String toText() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(toBytes());
  }

  /** Decodes the result of {@link #toText}; {@link #UNKNOWN} for any other text. */
  public static DirectPositions ofText(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return ofBytes(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  /** As a payload to be held for a parked session. */
  ByteBuffer toHeld() {
    byte[] bytes = toBytes();
    return ByteBuffer.allocate(bytes.length + 1).put(HELD).put(bytes).flip();
  }

  /** Decodes the result of {@link #toHeld}; null for any other payload. */
  public static @Nullable DirectPositions ofHeld(ByteBuffer payload) {
    ByteBuffer rest = payload.duplicate();
    if (!rest.hasRemaining() || rest.get() != HELD) {
      return null;
    }
    byte[] bytes = new byte[rest.remaining()];
    rest.get(bytes);
    try {
      return ofBytes(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }

  private byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(whole ? WHOLE : 0);
      out.writeByte(positions.size());
      for (Map.Entry<Long, Position> position : positions.entrySet()) {
        out.writeLong(position.getKey());
        byte[] epoch = position.getValue().epoch().getBytes(StandardCharsets.US_ASCII);
        out.writeByte(epoch.length);
        out.write(epoch);
        writeNumber(out, position.getValue().seq());
        writeNumber(out, position.getValue().revision());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static DirectPositions ofBytes(DataInputStream in) throws IOException {
    boolean whole = in.readUnsignedByte() == WHOLE;
    int size = in.readUnsignedByte();
    Map<Long, Position> positions = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      long hash = in.readLong();
      byte[] epoch = new byte[in.readUnsignedByte()];
      in.readFully(epoch);
      String name = new String(epoch, StandardCharsets.US_ASCII);
      positions.put(hash, new Position(name, readNumber(in), readNumber(in)));
    }
    return new DirectPositions(whole, positions);
  }

  /** Seven bits in each byte, the lowest first: most numbers are small. */
  private static void writeNumber(DataOutputStream out, long number) throws IOException {
    long rest = number;
    while (rest > 0x7F) {
      out.writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  private static long readNumber(DataInputStream in) throws IOException {
    long number = 0;
    int next = 0x80;
    for (int shift = 0; shift < Long.SIZE && (next & 0x80) != 0; shift += 7) {
      next = in.readUnsignedByte();
      number |= (long) (next & 0x7F) << shift;
    }
    return number;
  }
}

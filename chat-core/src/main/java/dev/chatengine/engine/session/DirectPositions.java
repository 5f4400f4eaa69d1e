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
 * Where the private logs of a user stood at some moment, at most {@value #MAX} of them: the most
 * recently written. It goes with whoever comes back, so that every node can tell what a client has
 * missed of logs that it does not name. Logs are named by hashes, for users' ids may be long.
 * Immutable.
 */
public final class DirectPositions {
  /** More than that are not remembered. */
  public static final int MAX = 32;

  /** Nothing is known. */
  public static final DirectPositions UNKNOWN = new DirectPositions(false, Map.of());

  /** An epoch that no log has. */
  private static final String NO_LOG = "?";

  private static final int HASH_BYTES = 8;
  private static final int WHOLE = 1;

  /** What the payload begins with that is held for a session; no event of the bus does. */
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
   * @param heads the most recently written first; all of a user's if they are at most {@link #MAX}
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

  /** Some positions, which are not known to be all. */
  public static DirectPositions of(Map<Direct, Position> some) {
    Map<Long, Position> positions = new LinkedHashMap<>();
    some.forEach((direct, position) -> positions.put(hash(direct), position));
    return new DirectPositions(false, positions);
  }

  /** These positions, and others that are known better, which come last. */
  public DirectPositions with(DirectPositions better) {
    Map<Long, Position> all = new LinkedHashMap<>(positions);
    all.keySet().removeAll(better.positions.keySet());
    all.putAll(better.positions);
    return new DirectPositions(whole, all);
  }

  /** The last of these, as many as are remembered. */
  public DirectPositions last() {
    Map<Long, Position> all = new LinkedHashMap<>(positions);
    Iterator<Long> oldest = all.keySet().iterator();
    for (int tooMany = all.size() - MAX; tooMany > 0; tooMany--) {
      oldest.next();
      oldest.remove();
    }
    return new DirectPositions(whole, all);
  }

  // ---- what was missed

  /**
   * What came after these positions.
   *
   * @param logs what is to be caught up with, and from where
   * @param complete whether that is all
   */
  public record Missed(Map<Direct, Since> logs, boolean complete) {}

  /**
   * Compares with where the logs stand now.
   *
   * @param heads the most recently written first; one more than {@code limit} if there are more
   * @param limit of how many logs it is told what was missed
   * @param named logs that are not asked about
   */
  public Missed missed(List<ConversationHead> heads, int limit, Set<Direct> named) {
    Map<Direct, Since> logs = new LinkedHashMap<>();
    // A log whose position is not known was written to before all of those whose positions are. So
    // it has
    // moved if it comes before one of them now, and has not if it comes after one that has not.
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
   * From where a log is to be caught up with. One that there was not is new from its beginning; of
   * another of which nothing is known the newest messages are to be shown, and said not to be all.
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

  /** As text of at most some 2,600 characters that have no meaning in a URL or in JSON. */
  public String toText() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(toBytes());
  }

  /** What {@link #toText} gave, or {@link #UNKNOWN} if it is anything else. */
  public static DirectPositions ofText(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return ofBytes(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN;
    }
  }

  /** To be held for a session that is parked. */
  ByteBuffer toHeld() {
    byte[] bytes = toBytes();
    return ByteBuffer.allocate(bytes.length + 1).put(HELD).put(bytes).flip();
  }

  /** What {@link #toHeld} gave, or null if it is something else. */
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

  /** Seven bits a byte, the lowest first: most numbers are small. */
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

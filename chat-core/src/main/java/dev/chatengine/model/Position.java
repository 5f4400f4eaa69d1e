package dev.chatengine.model;

/**
 * A position in a conversation's log: how far a reader has read, or how far the log goes.
 *
 * <p>Positions can be compared only within one epoch.
 *
 * @param epoch identifies the log. It changes when the log starts again (after an eviction, a
 *     deletion, or the restore of a backup), so that old and new positions cannot be confused.
 *     Opaque: 1 to {@value #MAX_EPOCH_LENGTH} printable ASCII characters; {@value #NO_EPOCH} while
 *     the log is empty
 * @param seq the number of the last message up to this position, 0 if there is none. Messages are
 *     numbered 1, 2, 3 … without a gap, and a message's number never changes
 * @param revision the number of the last amendment up to this position, 0 if there is none.
 *     Amendments are numbered like messages, by a count of their own
 */
public record Position(String epoch, long seq, long revision) {
  /** The longest epoch, in characters. */
  public static final int MAX_EPOCH_LENGTH = 32;

  /** The epoch of a log without messages. */
  public static final String NO_EPOCH = "0";

  /** The only position of a log without messages. */
  public static final Position EMPTY = new Position(NO_EPOCH, 0, 0);

  /**
   * Checks the bounds.
   *
   * @param epoch see the record
   * @param seq see the record
   * @param revision see the record
   * @throws IllegalArgumentException if the epoch is not 1 to 32 printable ASCII characters, or a
   *     number is negative
   */
  public Position {
    Checks.text(epoch, "epoch", 1, MAX_EPOCH_LENGTH);
    for (int i = 0; i < epoch.length(); i++) {
      if (epoch.charAt(i) <= ' ' || epoch.charAt(i) > '~') {
        throw new IllegalArgumentException("epoch contains a character beyond printable ASCII");
      }
    }
    Checks.notNegative(seq, "seq");
    Checks.notNegative(revision, "revision");
  }

  /**
   * Whether both positions have the same epoch.
   *
   * @param other another position
   * @return whether they can be compared
   */
  public boolean sameEpoch(Position other) {
    return epoch.equals(other.epoch);
  }
}

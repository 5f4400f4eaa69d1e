package dev.chatengine.model;

/**
 * The newest position of a log, and the position at which its epoch began.
 *
 * @param start the position at which the epoch began: {@code seq} 0 for a log that was never
 *     restarted; after a restart the last {@code seq} and {@code revision} of the epoch before
 * @param position the newest position
 */
public record Head(Position start, Position position) {
  /** The head of a conversation without messages. */
  public static final Head EMPTY = new Head(Position.EMPTY, Position.EMPTY);

  /**
   * Checks that both positions have one epoch and are in order.
   *
   * @param start see the record
   * @param position see the record
   * @throws IllegalArgumentException if they are not
   */
  public Head {
    if (!start.sameEpoch(position)) {
      throw new IllegalArgumentException("a head begins and ends in one epoch");
    }
    if (start.seq() > position.seq() || start.revision() > position.revision()) {
      throw new IllegalArgumentException("a head ends before its epoch began");
    }
  }

  /**
   * The epoch of the log.
   *
   * @return {@value Position#NO_EPOCH} while it is empty
   */
  public String epoch() {
    return position.epoch();
  }

  /**
   * The number of the newest message.
   *
   * @return 0 while there is none
   */
  public long seq() {
    return position.seq();
  }

  /**
   * The number of the newest amendment.
   *
   * @return 0 while there is none
   */
  public long revision() {
    return position.revision();
  }
}

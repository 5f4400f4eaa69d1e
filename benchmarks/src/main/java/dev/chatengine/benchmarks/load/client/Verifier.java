package dev.chatengine.benchmarks.load.client;

/**
 * Checks that every member gets each sender's messages in order, each once, none missing, and none
 * of another room. A message that arrives after its successor counts as a gap and as a duplicate.
 */
final class Verifier {
  private final Layout layout;

  /** The number of the next message, by seat and by sender of the seat's room. */
  private final int[] next;

  private long gaps;
  private long duplicates;
  private long misrouted;

  Verifier(Layout layout) {
    this.layout = layout;
    next = new int[Math.multiplyExact(layout.seats(), layout.senders())];
  }

  /**
   * Checks a message.
   *
   * @param connection the receiver
   * @param sender the sender's seat, as the message says
   * @param number the number of the message among its sender's, from 0
   * @return whether it is new and of a room of the receiver
   */
  boolean received(int connection, int sender, int number) {
    if (sender < 0 || sender >= layout.seats() || layout.slotOf(sender) < 0) {
      misrouted++;
      return false;
    }
    int seat = layout.seatOf(connection, layout.roomOf(sender));
    if (seat < 0) {
      misrouted++;
      return false;
    }
    int index = seat * layout.senders() + layout.slotOf(sender);
    int beyond = number - next[index];
    if (beyond < 0) {
      duplicates++;
      return false;
    }
    gaps += beyond;
    next[index] = number + 1;
    return true;
  }

  /**
   * How many deliveries are missing.
   *
   * @param sent how many messages each seat has sent
   */
  long missing(int[] sent) {
    long missing = 0;
    for (int seat = 0; seat < layout.seats(); seat++) {
      for (int slot = 0; slot < layout.senders(); slot++) {
        int sender = layout.senderSeat(layout.roomOf(seat), slot);
        missing += Math.max(0, sent[sender] - next[seat * layout.senders() + slot]);
      }
    }
    return missing;
  }

  /** Messages that were skipped: a later one arrived instead. */
  long gaps() {
    return gaps;
  }

  /** Messages that arrived twice, or after a later one. */
  long duplicates() {
    return duplicates;
  }

  /** Messages of a room that the receiver is not in. */
  long misrouted() {
    return misrouted;
  }
}

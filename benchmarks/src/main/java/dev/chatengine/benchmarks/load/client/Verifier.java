package dev.chatengine.benchmarks.load.client;

/**
 * Sees that every member gets each sender's messages in order, each once, none missing, and none of
 * another room. A message that comes too late, after its successor, is counted as a gap and as a
 * double.
 */
final class Verifier {
  private final Layout layout;

  /** By seat and by sender of the seat's room: which message is next. */
  private final int[] next;

  private long gaps;
  private long doubles;
  private long misrouted;

  Verifier(Layout layout) {
    this.layout = layout;
    next = new int[Math.multiplyExact(layout.seats(), layout.senders())];
  }

  /**
   * A message has come.
   *
   * @param connection who got it
   * @param sender the seat of who sent it, as the message says
   * @param number which of the sender's messages it is, from 0
   * @return whether it is a new one that belongs there
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
    int place = seat * layout.senders() + layout.slotOf(sender);
    int beyond = number - next[place];
    if (beyond < 0) {
      doubles++;
      return false;
    }
    gaps += beyond;
    next[place] = number + 1;
    return true;
  }

  /**
   * How many messages have not come to somebody to whom they should come.
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

  /** Messages in whose place a later one came. */
  long gaps() {
    return gaps;
  }

  /** Messages that had come before, or in whose place a later one had come. */
  long doubles() {
    return doubles;
  }

  /** Messages of a room in which the receiver is not. */
  long misrouted() {
    return misrouted;
  }
}

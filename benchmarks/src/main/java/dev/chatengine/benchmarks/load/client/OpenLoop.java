package dev.chatengine.benchmarks.load.client;

/**
 * All senders take turns by the clock. A message's latency counts from the time when it was due, so
 * that it includes any stall, of the load or the server.
 */
public final class OpenLoop implements Pace {
  private final int[] senders;
  private final double interval;
  private long start;
  private long turn;

  /**
   * Makes a pace.
   *
   * @param rate messages a second of each sender
   */
  public OpenLoop(Layout layout, double rate) {
    senders = layout.senderSeats();
    interval = 1e9 / (rate * senders.length);
  }

  @Override
  public void start(long now) {
    start = now;
    turn = 0;
  }

  @Override
  public void returned(int seat) {}

  @Override
  public void sendDue(long now, Messages messages) {
    for (long due = nextDue(); due - now <= 0; due = nextDue()) {
      messages.send(senders[(int) (turn % senders.length)], due);
      turn++;
    }
  }

  @Override
  public long nextDue() {
    return start + (long) (turn * interval);
  }
}

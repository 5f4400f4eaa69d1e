package dev.chatengine.benchmarks.load.client;

import java.util.Arrays;

/** Each sender keeps a number of messages under way: each that returns makes room for the next. */
public final class ClosedLoop implements Pace {
  private final int[] senders;
  private final int[] room;

  /** The seats that have room for a message, each once. */
  private final int[] waiting;

  private final boolean[] isWaiting;
  private int waitingCount;
  private final int window;

  public ClosedLoop(Layout layout, int window) {
    senders = layout.senderSeats();
    room = new int[layout.seats()];
    isWaiting = new boolean[layout.seats()];
    waiting = new int[senders.length];
    this.window = window;
  }

  @Override
  public void start(long now) {
    Arrays.fill(room, 0);
    Arrays.fill(isWaiting, false);
    waitingCount = 0;
    for (int seat : senders) {
      for (int i = 0; i < window; i++) {
        returned(seat);
      }
    }
  }

  @Override
  public void returned(int seat) {
    room[seat]++;
    if (!isWaiting[seat]) {
      isWaiting[seat] = true;
      waiting[waitingCount++] = seat;
    }
  }

  @Override
  public void sendDue(long now, Messages messages) {
    for (int i = 0; i < waitingCount; i++) {
      int seat = waiting[i];
      isWaiting[seat] = false;
      for (; room[seat] > 0; room[seat]--) {
        messages.send(seat, now);
      }
    }
    waitingCount = 0;
  }

  @Override
  public long nextDue() {
    return Long.MAX_VALUE;
  }
}

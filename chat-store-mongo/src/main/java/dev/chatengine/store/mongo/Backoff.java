package dev.chatengine.store.mongo;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Random waits between two tries. */
final class Backoff {
  private static final int MAX_MILLIS = 64;

  private Backoff() {}

  /**
   * Waits for a random time. The bound of the time doubles with every try, so that nodes stop
   * competing for a number.
   *
   * @return false if the thread was interrupted and has to stop trying
   */
  static boolean afterTries(int tries) {
    int bound = Math.min(MAX_MILLIS, 1 << Math.min(tries, 16));
    try {
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(bound * 1_000));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

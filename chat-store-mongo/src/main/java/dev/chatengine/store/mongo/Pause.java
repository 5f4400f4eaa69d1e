package dev.chatengine.store.mongo;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Waits between two tries. */
final class Pause {
  private static final int MAX_MILLIS = 64;

  private Pause() {}

  /**
   * Waits a random moment, of a bound that doubles with every try, so that nodes that are in each
   * other's way get out of it.
   *
   * @return false if the thread was interrupted, and is to end what it does
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

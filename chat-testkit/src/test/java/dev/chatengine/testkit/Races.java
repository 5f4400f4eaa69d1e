package dev.chatengine.testkit;

import java.util.concurrent.locks.LockSupport;

/** Makes a race that is there come out. */
final class Races {
  private Races() {}

  /** Leaves the processor to other threads for a moment. */
  static void letOthersRun() {
    LockSupport.parkNanos(1_000);
  }
}

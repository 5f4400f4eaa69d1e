package dev.chatengine.bus.redis.pubsub;

/** Ends of threads. */
final class Threads {
  private Threads() {}

  /** Waits until a thread has ended, unless it is the one that calls. */
  static void join(Thread thread) {
    if (Thread.currentThread() == thread) {
      return;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

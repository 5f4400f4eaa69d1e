package dev.chatengine.benchmarks.load.client;

/** When who sends a message. Called on the client's thread only. */
public interface Pace {

  /** Where messages go. */
  interface Messages {
    /**
     * Sends one.
     *
     * @param seat the sender's
     * @param time from when its latency counts, by {@link System#nanoTime}
     */
    void send(int seat, long time);
  }

  /** Begins, at this time by {@link System#nanoTime}. */
  void start(long now);

  /** A sender's own message has come back to it. */
  void cameBack(int seat);

  /** Sends what is due. */
  void sendDue(long now, Messages messages);

  /** When something is due without anything coming back; {@link Long#MAX_VALUE} if never. */
  long nextDue();
}

package dev.chatengine.benchmarks.load.client;

/** Decides when each sender sends. Called on the client's thread only. */
public interface Pace {

  /** Sends the messages. */
  interface Messages {
    /**
     * Sends a message.
     *
     * @param seat the sender's seat
     * @param time the time from which its latency counts, by {@link System#nanoTime}
     */
    void send(int seat, long time);
  }

  /** Begins, at this time by {@link System#nanoTime}. */
  void start(long now);

  /** A sender has received its own message. */
  void returned(int seat);

  /** Sends what is due. */
  void sendDue(long now, Messages messages);

  /** When the next message is due if nothing is received; {@link Long#MAX_VALUE} if never. */
  long nextDue();
}

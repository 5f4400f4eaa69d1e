package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Measured;
import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Machine;

/**
 * The effect of a burst of joins in one room on another room.
 *
 * @param scenario its name
 * @param server the server's name
 * @param joins how many join at once
 * @param before latencies in the other room before the burst
 * @param during latencies in the other room until the last join is done
 * @param joinedSeconds until all clients that join have the list of members
 * @param notifiedSeconds until the last notice of a join has arrived
 * @param frames the frames that the burst made the server send
 * @param bytes the bytes of these frames
 * @param verification the faults in both rooms
 * @param machine the machine
 */
public record BurstResult(
    String scenario,
    String server,
    int joins,
    Latency before,
    Latency during,
    double joinedSeconds,
    double notifiedSeconds,
    long frames,
    long bytes,
    Verification verification,
    Machine machine)
    implements Result {

  /**
   * Latencies in microseconds.
   *
   * @param deliveries the number of latencies
   * @param p50 the median
   * @param p99 the 99th percentile
   * @param max the longest
   */
  public record Latency(long deliveries, double p50, double p99, double max) {
    static Latency of(Measured measured) {
      return new Latency(
          measured.deliveries(),
          measured.percentile(50),
          measured.percentile(99),
          measured.longest());
    }
  }
}

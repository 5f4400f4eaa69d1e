package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Measured;
import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Machine;

/**
 * What a burst of joins of one room does to another room.
 *
 * @param scenario its name
 * @param server which server
 * @param joins how many join at once
 * @param before what the other room's messages take while nobody joins
 * @param during the same until the last join is done
 * @param joinedSeconds until everybody who joins knows who is in the room
 * @param toldSeconds until the last notice of who has joined has come
 * @param frames what the burst made the server send
 * @param bytes how much was in that
 * @param verification what went wrong, in both rooms
 * @param machine on what
 */
public record BurstResult(
    String scenario,
    String server,
    int joins,
    Latency before,
    Latency during,
    double joinedSeconds,
    double toldSeconds,
    long frames,
    long bytes,
    Verification verification,
    Machine machine)
    implements Result {

  /**
   * Latencies in microseconds.
   *
   * @param deliveries of how many
   * @param p50 the median
   * @param p99 of 99 in a hundred
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

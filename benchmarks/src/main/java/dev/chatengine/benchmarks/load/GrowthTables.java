package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.run.BurstResult;
import dev.chatengine.benchmarks.load.run.BurstRun;
import dev.chatengine.benchmarks.load.run.LoadResult;
import dev.chatengine.benchmarks.load.run.Scenario;
import dev.chatengine.benchmarks.load.run.VisitResult;
import dev.chatengine.benchmarks.load.run.VisitRun;
import dev.chatengine.benchmarks.load.server.OpenFiles;
import dev.chatengine.benchmarks.load.server.ServerSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Series of runs in which one number grows; one table for each series. */
final class GrowthTables {
  private static final int[] MEMBERS = {10, 100, 1_000, 2_000, 5_000};
  private static final int[] ROOMS = {1, 10, 100, 1_000, 10_000, 20_000};
  private static final int[] CONNECTIONS = {100, 1_000, 5_000, 10_000, 20_000};
  private static final int[] RESIDENTS = {10, 100, 1_000, 5_000};
  private static final int JOINS = 5_000;
  private static final int MEMBERS_OF_A_ROOM = 10;
  private static final double BYTES_A_MEGABYTE = 1e6;

  /** Pairs of connections that share the rooms; each may be in 100 rooms. */
  private static final int PAIRS = 200;

  private final Bench bench;
  private final ServerSpec server;
  private final int rounds;
  private final int largest;

  /**
   * Prepares the series.
   *
   * @param largest the largest number to run
   */
  GrowthTables(Bench bench, ServerSpec server, int rounds, int largest) {
    this.bench = bench;
    this.server = server;
    this.rounds = rounds;
    this.largest = largest;
  }

  /** Runs a series, and prints its table. */
  void print(String series) throws IOException {
    switch (series) {
      case "members" -> {
        printTitle("Members of one room, of which 2 send with 4 messages under way each");
        loads(
            "members",
            upToLargest(MEMBERS),
            members -> Scenario.closed("members", 1, members, 2, 4));
      }
      case "rooms" -> {
        printTitle(
            "Rooms of 2 members, of which one sends with 4 messages under way; 400 connections");
        loads("rooms", upToLargest(ROOMS), GrowthTables::rooms);
      }
      case "connections" -> {
        printTitle(
            "Connections in rooms of 10, in each of which one sends with 4 messages under way");
        loads("connections", withinFileLimit(CONNECTIONS), GrowthTables::connections);
      }
      case "visits" -> visits();
      case "burst" -> burst();
      default -> throw new IllegalArgumentException(series);
    }
  }

  private static Scenario rooms(int rooms) {
    return new Scenario("rooms", rooms, 2, 1, 4, 0, 100, Math.min(rooms, PAIRS));
  }

  private static Scenario connections(int connections) {
    int rooms = connections / MEMBERS_OF_A_ROOM;
    return Scenario.closed("connections", rooms, MEMBERS_OF_A_ROOM, 1, 4);
  }

  /** Makes the scenario for one number of the series. */
  private interface Step {
    Scenario at(int size);
  }

  private void loads(String heading, int[] sizes, Step step) throws IOException {
    Table<LoadResult> table = Tables.loads(heading);
    for (int round = 1; round <= rounds; round++) {
      for (int size : sizes) {
        if (bench.run(server, step.at(size)) instanceof LoadResult load) {
          table.add(number(size), load);
          progress(round, heading, size, load.deliveriesPerSecond(), load.cpuMicrosPerDelivery());
        }
      }
    }
    table.print(bench.out());
  }

  private void progress(
      int round, String heading, int size, double rate, @Nullable Double cpuMicros) {
    bench
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "round %d, %s %,d: %,.0f/s, %.2f µs of CPU each",
                round,
                heading,
                size,
                rate,
                cpuMicros));
  }

  private void visits() throws IOException {
    printTitle("Joining a room and leaving it again, by the number of other members");
    Table<VisitResult> table =
        new Table<VisitResult>("in the room")
            .column("CPU µs a visit", "%,.0f", VisitResult::cpuMicrosPerVisit)
            .column("frames a visit", "%,.0f", VisitResult::framesPerVisit)
            .column("bytes a visit", "%,.0f", VisitResult::bytesPerVisit)
            .column("CPU µs a frame", "%.2f", VisitResult::cpuMicrosPerFrame)
            .column("visits/s", "%,.0f", VisitResult::visitsPerSecond)
            .column("wrong", "%,.0f", result -> result.verification().faults());
    for (int round = 1; round <= rounds; round++) {
      for (int size : upToLargest(RESIDENTS)) {
        VisitResult result =
            bench.measure(
                server,
                started ->
                    new VisitRun(server.name(), started, size, bench.timing(), bench.machine())
                        .run());
        table.add(number(size), result);
        progress(round, "in the room", size, result.visitsPerSecond(), result.cpuMicrosPerVisit());
      }
    }
    table.print(bench.out());
  }

  private void burst() throws IOException {
    int joins = Math.min(JOINS, largest);
    printTitle(
        number(joins)
            + " join one room at once; another room of 10 continues with 200 messages a second");
    Table<BurstResult> table =
        new Table<BurstResult>("the other room")
            .column("before: p50 µs", "%,.0f", result -> result.before().p50())
            .column("p99 µs", "%,.0f", result -> result.before().p99())
            .column("max µs", "%,.0f", result -> result.before().max())
            .column("during: p50 µs", "%,.0f", result -> result.during().p50())
            .column("p99 µs", "%,.0f", result -> result.during().p99())
            .column("max µs", "%,.0f", result -> result.during().max())
            .column("s until all are in", "%.2f", BurstResult::joinedSeconds)
            .column("s until all are notified", "%.2f", BurstResult::notifiedSeconds)
            .column("frames", "%,.0f", BurstResult::frames)
            .column("MB", "%,.0f", result -> result.bytes() / BYTES_A_MEGABYTE)
            .column("wrong", "%,.0f", result -> result.verification().faults());
    for (int round = 1; round <= rounds; round++) {
      table.add(
          server.name(),
          bench.measure(
              server,
              started ->
                  new BurstRun(server.name(), started, joins, bench.timing(), bench.machine())
                      .run()));
    }
    table.print(bench.out());
  }

  private int[] upToLargest(int... sizes) {
    return Arrays.stream(sizes).filter(size -> size <= largest).toArray();
  }

  /** Caps the numbers at the limit on open files, and reports it. */
  private int[] withinFileLimit(int... connections) {
    int limit = OpenFiles.connections() / MEMBERS_OF_A_ROOM * MEMBERS_OF_A_ROOM;
    int[] wanted = upToLargest(connections);
    for (int count : wanted) {
      if (count > limit) {
        bench
            .out()
            .println(
                "LEFT OUT: "
                    + number(count)
                    + " connections; the limit on open files (ulimit -n) allows "
                    + number(limit)
                    + ", which are measured instead");
      }
    }
    return Arrays.stream(wanted).map(count -> Math.min(count, limit)).distinct().toArray();
  }

  private void printTitle(String title) {
    bench.out().println();
    bench.out().println(title + ". " + server.name() + ", median of " + rounds);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}

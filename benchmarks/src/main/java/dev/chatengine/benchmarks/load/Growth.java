package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.server.ServerSpec;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how cost grows with members, rooms and connections, and with joins of a room. */
@Command(
    name = "Growth",
    description = {
      "Shows how cost grows with members, rooms and connections, what joining and leaving costs",
      "in a room of some size, and what a burst of joins does to another room.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Growth implements Callable<Integer> {
  private static final Set<String> SERIES =
      Set.of("members", "rooms", "connections", "visits", "burst");

  @Option(
      names = "--series",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "members,rooms,connections,visits,burst",
      description = "Which tables. Default: ${DEFAULT-VALUE}.")
  private List<String> series = List.of();

  @Option(
      names = "--server",
      paramLabel = "SERVER",
      defaultValue = "engine",
      description = "As for LoadTest; rooms need the engine. Default: ${DEFAULT-VALUE}.")
  private String server = "";

  @Option(
      names = "--largest",
      paramLabel = "N",
      defaultValue = "20000",
      description = "The largest number to run. Default: ${DEFAULT-VALUE}.")
  private int largest;

  @Mixin private BenchOptions options = new BenchOptions();

  /**
   * Measures.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Growth()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.measure(
        () -> {
          for (String name : series) {
            if (!SERIES.contains(name)) {
              throw new IllegalArgumentException(
                  "'" + name + "' is not a series of members, rooms, connections, visits, burst");
            }
          }
          ServerSpec measured = new ServerSpec(server);
          Bench bench = options.bench(System.out, System.err);
          System.out.println(bench.machine());
          GrowthTables tables = new GrowthTables(bench, measured, options.rounds(), largest);
          for (String name : series) {
            tables.print(name);
          }
          return bench;
        });
  }
}

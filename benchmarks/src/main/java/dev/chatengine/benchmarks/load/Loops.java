package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.run.Scenario;
import dev.chatengine.benchmarks.load.server.ServerSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the engine with one loop and with several; server and load share all processors. */
@Command(
    name = "Loops",
    description = {
      "Loads the engine with one loop and with several, side by side.",
      "Without --pin server and load share all processors.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Loops implements Callable<Integer> {
  @Option(
      names = "--loops",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2",
      description = "How many loops. Default: ${DEFAULT-VALUE}.")
  private List<Integer> loops = List.of();

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "S1,S2,S3",
      description = "As for LoadTest. Default: ${DEFAULT-VALUE}.")
  private List<String> scenarios = List.of();

  @Mixin private BenchOptions options = new BenchOptions();

  /**
   * Measures.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Loops()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.measure(
        () -> {
          List<ServerSpec> servers =
              loops.stream().map(count -> new ServerSpec("engine:" + count)).toList();
          List<Scenario> chosen = Scenario.named(scenarios);
          Bench bench = options.bench(System.out, System.err);
          new Comparison(bench, servers, chosen, options.rounds()).run();
          return bench;
        });
  }
}

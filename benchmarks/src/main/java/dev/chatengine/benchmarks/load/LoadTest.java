package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.run.Scenario;
import dev.chatengine.benchmarks.load.server.ServerSpec;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Loads servers, and reports their throughput and cost. */
@Command(
    name = "LoadTest",
    description = {
      "Loads chat servers, and reports their throughput and cost.",
      "Every receiver checks that all messages come, in order, and once: if not, it exits with 1.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class LoadTest implements Callable<Integer> {
  @Option(
      names = "--server",
      paramLabel = "SERVER",
      split = ",",
      defaultValue = "engine,java-websocket",
      description = {
        "engine, engine:LOOPS, java-websocket, or ws://HOST:PORT for a running one.",
        "Default: ${DEFAULT-VALUE}."
      })
  private List<String> servers = List.of();

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      description = {
        "S1 one room of 100, S2 100 rooms of 10, S3 one room of 1,000, all saturated;",
        "S4 100 rooms of 10 with 20,000 deliveries a second, S6 one room of 100 with 50,000;",
        "S5 10,000 silent members. Default: all, or the one that the next options describe."
      })
  private @Nullable List<String> scenarios;

  @Option(names = "--rooms", paramLabel = "N", description = "How many rooms. Default: 1.")
  private @Nullable Integer rooms;

  @Option(names = "--members", paramLabel = "N", description = "In each room. Default: 100.")
  private @Nullable Integer members;

  @Option(
      names = "--senders",
      paramLabel = "N",
      description = "In each room; 0 for an idle run. Default: 1.")
  private @Nullable Integer senders;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "Closed loop: messages that each sender has under way. Default: 4.")
  private @Nullable Integer window;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Open loop: messages a second of each sender.")
  private @Nullable Double rate;

  @Option(names = "--payload", paramLabel = "BYTES", description = "Of a message. Default: 100.")
  private @Nullable Integer payload;

  @Mixin private BenchOptions options = new BenchOptions();

  /**
   * Measures.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new LoadTest()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    return options.measure(
        () -> {
          List<ServerSpec> specs = servers.stream().map(ServerSpec::new).toList();
          List<Scenario> chosen = scenarios();
          Bench bench = options.bench(System.out, System.err);
          new Comparison(bench, specs, chosen, options.rounds()).run();
          return bench;
        });
  }

  private List<Scenario> scenarios() {
    boolean described =
        rooms != null
            || members != null
            || senders != null
            || window != null
            || rate != null
            || payload != null;
    if (scenarios != null) {
      if (described) {
        throw new IllegalArgumentException("--scenario excludes the options that describe one");
      }
      return Scenario.named(scenarios);
    }
    if (!described) {
      return Scenario.named(List.of("S1", "S2", "S3", "S4", "S6", "S5"));
    }
    int roomCount = rooms == null ? 1 : rooms;
    int sending = senders == null ? 1 : senders;
    boolean open = rate != null;
    int underWay = window == null ? 4 : window;
    if (open && window != null) {
      throw new IllegalArgumentException("--window is for a closed loop, --rate for an open one");
    }
    return List.of(
        new Scenario(
            "described",
            roomCount,
            members == null ? 100 : members,
            sending,
            open || sending == 0 ? 0 : underWay,
            rate == null ? 0 : rate,
            payload == null ? 100 : payload,
            roomCount));
  }
}

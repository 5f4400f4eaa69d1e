package dev.chatengine.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.run.IdleResult;
import dev.chatengine.benchmarks.load.run.Scenario;
import dev.chatengine.benchmarks.load.server.ServerSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The load program runs, for a moment: what it gives then means nothing. */
class LoadTestTest {
  private static final List<ServerSpec> SERVERS =
      List.of(new ServerSpec("engine:1"), new ServerSpec("java-websocket"));

  @TempDir Path directory = Path.of("");

  @Test
  void serversAreLoadedSideBySide() throws Exception {
    Path json = directory.resolve("runs.jsonl");
    TestBench test = new TestBench(json);
    List<Scenario> scenarios =
        List.of(
            Scenario.closed("closed", 3, 4, 2, 2),
            Scenario.open("open", 2, 3, 1, 100),
            Scenario.idle("idle", 10, 5));

    new Comparison(test.bench(), SERVERS, scenarios, 1).run();

    assertThat(test.said())
        .containsPattern("\\| closed, engine:1 \\| [0-9,]+ \\|.*\\| 0 \\|\n")
        .containsPattern("\\| open, java-websocket \\| [0-9,]+ \\|.*\\| 0 \\|\n")
        .containsPattern("\\| idle, engine:1 \\| 10 \\|.*\\| 0 \\|\n")
        .doesNotContain("WRONG");
    assertThat(test.bench().journal().isClean()).isTrue();
    List<String> runs = Files.readAllLines(json);
    assertThat(runs).hasSize(SERVERS.size() * scenarios.size());
    JsonNode run = new ObjectMapper().readTree(runs.get(0));
    assertThat(run.path("scenario").asText()).isEqualTo("closed");
    assertThat(run.path("server").asText()).isEqualTo("engine:1");
    assertThat(run.path("deliveries").asLong()).isPositive();
    assertThat(run.path("verification").path("gaps").asLong(-1)).isZero();
    assertThat(run.path("machine").path("jdk").asText()).isNotEmpty();
  }

  @Test
  void whatGoesWrongIsSaid() throws Exception {
    TestBench test = new TestBench(null);
    Verification wrong = new Verification(1, 0, 0, 0, 0, 0, Map.of());

    test.bench()
        .journal()
        .add(
            new IdleResult(
                "idle", "", "engine", 1, 1, null, null, null, null, wrong, test.bench().machine()));

    assertThat(test.bench().journal().isClean()).isFalse();
    assertThat(test.said()).contains("WRONG: idle, engine").contains("gaps=1");
  }

  @Test
  void everyKindOfFaultCounts() {
    for (int i = 0; i < 6; i++) {
      long[] faults = new long[6];
      faults[i] = 1;
      Verification one =
          new Verification(
              faults[0], faults[1], faults[2], faults[3], faults[4], faults[5], Map.of());
      assertThat(one.isClean()).isFalse();
    }
    assertThat(new Verification(0, 0, 0, 0, 0, 0, Map.of("Rate limit", 2L)).faults()).isEqualTo(2);
    assertThat(new Verification(0, 0, 0, 0, 0, 0, Map.of()).isClean()).isTrue();
  }

  @Test
  void loopsAreLoadedSideBySide() throws Exception {
    Path json = directory.resolve("loops.jsonl");

    int code =
        new CommandLine(new Loops())
            .execute(
                "--scenario=S1",
                "--loops=1,2",
                "--rounds=1",
                "--warmup=0.1",
                "--seconds=0.1",
                "--drain=30",
                "--json=" + json);

    assertThat(code).isZero();
    assertThat(Files.readAllLines(json))
        .hasSize(2)
        .anyMatch(line -> line.contains("\"engine:1\""))
        .anyMatch(line -> line.contains("\"engine:2\""));
  }

  @Test
  void optionsThatMeanNothingAreRefused() {
    assertThat(errorOf("--scenario", "S9")).contains("'S9' is not one of S1 to S6");
    assertThat(errorOf("--server", "other")).contains("'other' is not a server");
    assertThat(errorOf("--rate", "1", "--window", "1")).contains("--window");
    assertThat(errorOf("--scenario", "S1", "--rooms", "1")).contains("--scenario");
    assertThat(errorOf("--payload", "10")).contains("10 bytes");
  }

  private static String errorOf(String... arguments) {
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new LoadTest()).setErr(new PrintWriter(err, true)).execute(arguments);
    assertThat(code).isEqualTo(2);
    return err.toString();
  }
}

package dev.chatengine.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.benchmarks.load.run.LoadResult;
import dev.chatengine.benchmarks.load.run.Result;
import dev.chatengine.benchmarks.load.run.Scenario;
import dev.chatengine.benchmarks.load.server.ServerSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The series run, for a moment and as far as is quick: what they give then means nothing. */
class GrowthTest {
  @ParameterizedTest
  @CsvSource({
    "members, 10, 10",
    "rooms, 10, 10",
    "connections, 100, 100",
    "visits, 10, 10",
    "burst, 10, engine"
  })
  void everySeriesHasATable(String series, int largest, String lastRow) throws Exception {
    TestBench test = new TestBench(null);

    new GrowthTables(test.bench(), new ServerSpec("engine"), 1, largest).print(series);

    assertThat(test.said())
        .containsPattern("\\| " + lastRow + " \\| [0-9,.]+ \\|.*\\| 0 \\|\n")
        .doesNotContain("WRONG");
  }

  @Test
  void connectionsInSeveralRoomsAreLoaded() throws Exception {
    TestBench test = new TestBench(null);
    Scenario scenario = new Scenario("shared", 12, 2, 1, 2, 0, 60, 3);

    Result result = test.bench().run(new ServerSpec("engine"), scenario);

    assertThat(result.verification().isClean()).as("%s", result).isTrue();
    assertThat(((LoadResult) result).connections()).isEqualTo(6);
    assertThat(((LoadResult) result).deliveries()).isPositive();
  }

  @Test
  void aSeriesThatIsNoneIsRefused() {
    assertThat(new CommandLine(new Growth()).execute("--series", "users")).isEqualTo(2);
  }
}

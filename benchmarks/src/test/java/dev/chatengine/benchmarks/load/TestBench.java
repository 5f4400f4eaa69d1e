package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.client.Timing;
import dev.chatengine.benchmarks.load.run.Journal;
import dev.chatengine.benchmarks.load.server.Machine;
import dev.chatengine.benchmarks.load.server.Pinning;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bench on which everything takes a moment, and which keeps what it says. */
final class TestBench {
  static final Duration MOMENT = Duration.ofMillis(200);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Bench bench;

  TestBench(@Nullable Path json) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    bench =
        new Bench(
            out,
            new Journal(out, json),
            new Timing(MOMENT, MOMENT, MOMENT, Duration.ofSeconds(30)),
            false,
            Pinning.none(),
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            Machine.here(Pinning.none(), 1));
  }

  Bench bench() {
    return bench;
  }

  String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}

package dev.chatengine.benchmarks.load.server;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The processors that server and load have for themselves, by {@code taskset} if it exists. */
public final class Pinning {
  private final @Nullable String server;
  private final @Nullable String load;

  private Pinning(@Nullable String server, @Nullable String load) {
    this.server = server;
    this.load = load;
  }

  /** Both run where the system schedules them. */
  public static Pinning none() {
    return new Pinning(null, null);
  }

  /**
   * Pins this process, and processes that it starts later.
   *
   * @param cpus the processors of the server and of the load, each in the form of {@code taskset
   *     -c}, separated by a colon
   * @param err gets a warning if pinning fails
   */
  public static Pinning pin(String cpus, PrintStream err) throws IOException, InterruptedException {
    String[] two = cpus.split(":", -1);
    if (two.length != 2 || two[0].isBlank() || two[1].isBlank()) {
      throw new IllegalArgumentException("'" + cpus + "' is not as in 0:1 or 0-3:4,5");
    }
    String pid = String.valueOf(ProcessHandle.current().pid());
    try {
      Process taskset =
          new ProcessBuilder("taskset", "-a", "-p", "-c", two[1], pid)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (taskset.waitFor() == 0) {
        return new Pinning(two[0], two[1]);
      }
    } catch (IOException e) {
      // There is no such program: reported below.
    }
    err.println(
        "NOT PINNED: taskset is missing or refuses '"
            + cpus
            + "'. Server and load share the processors, and the figures are of that.");
    return none();
  }

  /** The beginning of a command that runs on the server's processors. */
  public List<String> prefix() {
    return server == null ? List.of() : List.of("taskset", "-c", server);
  }

  @Override
  public String toString() {
    return server == null ? "not pinned" : "server on processor " + server + ", load on " + load;
  }
}

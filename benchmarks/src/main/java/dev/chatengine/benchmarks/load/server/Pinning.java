package dev.chatengine.benchmarks.load.server;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which processors the server and the load have for themselves; {@code taskset} sees to it, where
 * it exists.
 */
public final class Pinning {
  private final @Nullable String server;
  private final @Nullable String load;

  private Pinning(@Nullable String server, @Nullable String load) {
    this.server = server;
    this.load = load;
  }

  /** Both run where the system puts them. */
  public static Pinning none() {
    return new Pinning(null, null);
  }

  /**
   * Pins this process, and what is started later.
   *
   * @param cpus processors of the server and of the load, each as {@code taskset -c} takes them,
   *     with a colon between
   * @param err where it says so if it cannot pin
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
      // There is no such program: said below.
    }
    err.println(
        "NOT PINNED: taskset is missing or refuses '"
            + cpus
            + "'. Server and load share the processors, and the figures are of that.");
    return none();
  }

  /** What a command begins with that is to run on the server's processors. */
  public List<String> prefix() {
    return server == null ? List.of() : List.of("taskset", "-c", server);
  }

  @Override
  public String toString() {
    return server == null ? "not pinned" : "server on processor " + server + ", load on " + load;
  }
}

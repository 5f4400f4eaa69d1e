package dev.chatengine.benchmarks.load.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Records every run as it ends: prints its faults, and adds the run to the file, if any, as a line
 * of JSON.
 */
public final class Journal {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final @Nullable Path file;
  private boolean clean = true;

  /**
   * Opens a journal.
   *
   * @param file gets the lines of JSON; null for none
   */
  public Journal(PrintStream out, @Nullable Path file) {
    this.out = out;
    this.file = file;
  }

  public void add(Result result) throws IOException {
    if (file != null) {
      Files.writeString(
          file,
          JSON.writeValueAsString(result) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    if (!result.verification().isClean()) {
      clean = false;
      out.println(
          "WRONG: " + result.scenario() + ", " + result.server() + ": " + result.verification());
    }
  }

  /** Whether there were no faults so far. */
  public boolean isClean() {
    return clean;
  }
}

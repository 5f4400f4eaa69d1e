package dev.chatengine.docs;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of this machine that tests use if they are there. Nothing is downloaded. */
final class Programs {
  private Programs() {}

  /** How a program ended, and all that it printed. */
  record Ended(int exitCode, String output) {}

  /** Finds a program, or skips the test, aloud. */
  static Path require(String name) {
    return find(name).orElseThrow(() -> skipped(name + " is not on this machine"));
  }

  static RuntimeException skipped(String why) {
    String message = "A TEST OF THE DOCUMENTATION SKIPPED: " + why + ".";
    System.err.println(message);
    Assumptions.abort(message);
    throw new AssertionError("not reached");
  }

  /** Finds a program on the PATH, or where Debian has those of an administrator. */
  static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Runs a program to its end. */
  static Ended run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Ended(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}

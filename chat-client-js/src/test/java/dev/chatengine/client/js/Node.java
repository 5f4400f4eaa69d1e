package dev.chatengine.client.js;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** The Node of this machine. Nothing is downloaded. */
final class Node {
  /** The first version with a test runner and, behind a flag, a WebSocket. */
  private static final int MIN_VERSION = 20;

  /** From this version on the WebSocket needs no flag. */
  private static final int WEBSOCKET_VERSION = 22;

  private static final Pattern VERSION = Pattern.compile("v([0-9]+)\\..*", Pattern.DOTALL);
  private static final Pattern COUNT =
      Pattern.compile("(?m)^# (tests|pass|fail|skipped) ([0-9]+)$");

  /** The module's folder, in which Node is run. */
  static final Path MODULE = Path.of(System.getProperty("project.basedir", "."));

  private final Path executable;
  private final int version;

  private Node(Path executable, int version) {
    this.executable = executable;
    this.version = version;
  }

  /** Finds Node, or skips the test with a message. */
  static Node require() {
    Path executable = onPath("node").orElse(null);
    if (executable == null) {
      throw skipped("node is not on the PATH");
    }
    String output = new Run(List.of(executable.toString(), "--version"), Map.of(), 30).output;
    Matcher matcher = VERSION.matcher(output);
    int version = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (version < MIN_VERSION) {
      throw skipped("node is " + output.strip() + ", and " + MIN_VERSION + " or later is needed");
    }
    return new Node(executable, version);
  }

  static RuntimeException skipped(String why) {
    String message = "TESTS OF THE JAVASCRIPT CLIENT SKIPPED: " + why + ".";
    System.err.println(message);
    Assumptions.abort(message);
    throw new AssertionError("not reached");
  }

  static Optional<Path> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return List.of(path.split(File.pathSeparator, -1)).stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A command line that runs a script with a WebSocket. */
  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(executable.toString());
    if (version < WEBSOCKET_VERSION) {
      command.add("--experimental-websocket");
      command.add("--no-warnings");
    }
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Runs the tests of some files, and checks that there were some, and that none failed.
   *
   * @param files from the module's folder
   */
  void test(Map<String, String> environment, int seconds, String... files) {
    List<String> command = command("--test", "--test-reporter=tap");
    command.addAll(List.of(files));
    Run run = new Run(command, environment, seconds);
    int tests = 0;
    int passed = 0;
    int skipped = 0;
    Matcher counts = COUNT.matcher(run.output);
    while (counts.find()) {
      int count = Integer.parseInt(counts.group(2));
      switch (counts.group(1)) {
        case "tests" -> tests = count;
        case "pass" -> passed = count;
        case "skipped" -> skipped = count;
        default -> {
          // The exit code covers failures.
        }
      }
    }
    System.out.println(
        String.join(" ", files)
            + ": "
            + tests
            + " tests, "
            + passed
            + " passed, "
            + skipped
            + " skipped by node");
    run.output.lines().filter(line -> line.startsWith("# figures")).forEach(System.out::println);
    assertThat(run.exitCode).as("node's exit code; output:%n%s", run.output).isZero();
    assertThat(tests).as("tests that node ran; output:%n%s", run.output).isPositive();
    assertThat(passed + skipped).as("tests that passed or were skipped").isEqualTo(tests);
  }

  /** A program that was run to its end, in the module's folder. */
  static final class Run {
    final int exitCode;
    final String output;

    Run(List<String> command, Map<String, String> environment, int seconds) {
      ProcessBuilder builder = new ProcessBuilder(command).directory(MODULE.toFile());
      builder.redirectErrorStream(true);
      builder.environment().putAll(environment);
      try {
        Path log = Files.createTempFile("chat-client-js", ".log");
        try {
          Process process = builder.redirectOutput(log.toFile()).start();
          boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
          output = Files.readString(log, StandardCharsets.UTF_8);
          exitCode = ended ? process.exitValue() : -1;
          assertThat(ended).as("%s ends in time; output:%n%s", command, output).isTrue();
        } finally {
          Files.delete(log);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}

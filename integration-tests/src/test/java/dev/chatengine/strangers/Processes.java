package dev.chatengine.strangers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs commands to their end. */
final class Processes {
  private Processes() {}

  /** Runs a command that must succeed, and returns what was printed. */
  static String run(Path directory, List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(directory, "output", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // What configures the build that runs these tests is not for a stranger's.
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    // Of a Maven that lives so shortly, the second compiler would cost more than it gives.
    builder.environment().put("MAVEN_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    Process process = builder.start();
    try {
      int exit = process.waitFor();
      String printed = Files.readString(log);
      assertThat(exit).as("%s in %s printed:%n%s", command, directory, printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Runs the main class of a module, with nothing but a module path. */
  static String runModule(Path directory, Stream<Path> jars, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-p");
    command.add(String.join(File.pathSeparator, jars.map(Path::toString).toList()));
    command.addAll(arguments);
    return run(directory, command);
  }
}

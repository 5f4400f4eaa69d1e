package dev.chatengine.benchmarks.transport;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a program of the benchmarks in a process of its own, with the class path of this one. */
final class JavaProcess {
  private JavaProcess() {}

  /**
   * Starts a program.
   *
   * @param program its class, with a main method
   * @param memory its heap, as for {@code -Xmx}
   * @param arguments what its main method gets
   */
  static Process start(Class<?> program, String memory, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + memory);
    command.add("-XX:+UseSerialGC");
    // A test run limits the compiler, and so starts sooner.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:TieredStopAtLevel="))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}

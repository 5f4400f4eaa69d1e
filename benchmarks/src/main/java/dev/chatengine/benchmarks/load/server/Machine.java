package dev.chatengine.benchmarks.load.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The machine of a measurement.
 *
 * @param processor the model, if known
 * @param processors the number of processors
 * @param system the operating system
 * @param jdk the JDK of the load and of the servers that it starts
 * @param pinning the processors of server and load
 * @param date the date in UTC
 */
public record Machine(
    String processor, int processors, String system, String jdk, String pinning, String date) {

  /** This machine, now. */
  public static Machine here(Pinning pinning, int processors) {
    return new Machine(
        model(),
        processors,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        pinning.toString(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static String model() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try {
        return Files.readAllLines(info, StandardCharsets.UTF_8).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      } catch (IOException e) {
        // It says less then.
      }
    }
    return System.getProperty("os.arch");
  }

  @Override
  public String toString() {
    return processors
        + " processors ("
        + processor
        + "), "
        + system
        + ", "
        + jdk
        + ", "
        + pinning
        + ", "
        + date;
  }
}

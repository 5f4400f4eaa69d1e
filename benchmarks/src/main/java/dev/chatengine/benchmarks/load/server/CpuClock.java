package dev.chatengine.benchmarks.load.server;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * Processor time so far, in seconds.
 *
 * @param server of the server, if known
 * @param load of this process
 * @param machine of all processors, if known
 */
public record CpuClock(OptionalDouble server, double load, OptionalDouble machine) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final Path STAT = Path.of("/proc/stat");

  /** The unit of the kernel's user interface, whatever the kernel uses itself. */
  private static final double TICKS_A_SECOND = 100;

  /** Reads all at once. */
  public static CpuClock read(Server server) {
    return new CpuClock(server.cpuSeconds(), SYSTEM.getProcessCpuTime() / 1e9, machineSeconds());
  }

  private static OptionalDouble machineSeconds() {
    if (!Files.isReadable(STAT)) {
      return OptionalDouble.empty();
    }
    try {
      String[] fields = Files.readAllLines(STAT, StandardCharsets.US_ASCII).get(0).split(" +", -1);
      // user, nice, system, irq and softirq; not idle, iowait and stolen time.
      double ticks = 0;
      for (int i : new int[] {1, 2, 3, 6, 7}) {
        ticks += Long.parseLong(fields[i]);
      }
      return OptionalDouble.of(ticks / TICKS_A_SECOND);
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  /** The server's processor time since another reading, in seconds; NaN if unknown. */
  public double serverSince(CpuClock before) {
    return difference(server, before.server);
  }

  double loadSince(CpuClock before) {
    return load - before.load;
  }

  /** The processor time of other programs since another reading, in seconds; NaN if unknown. */
  public double othersSince(CpuClock before) {
    return difference(machine, before.machine) - serverSince(before) - loadSince(before);
  }

  private static double difference(OptionalDouble after, OptionalDouble before) {
    return after.orElse(Double.NaN) - before.orElse(Double.NaN);
  }
}

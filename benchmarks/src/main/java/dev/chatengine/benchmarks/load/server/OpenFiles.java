package dev.chatengine.benchmarks.load.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** How many connections a process may have: each is an open file. */
public final class OpenFiles {
  /** Libraries, pipes and the like. */
  private static final int OTHERS = 100;

  private OpenFiles() {}

  /** How many connections are possible; many where the system does not say. */
  public static int connections() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof UnixOperatingSystemMXBean unix) {
      return (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount()) - OTHERS;
    }
    return Integer.MAX_VALUE;
  }
}

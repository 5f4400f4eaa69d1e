package dev.chatengine.benchmarks.load.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;

/** The number of connections that a process may have: each is an open file. */
public final class OpenFiles {
  /** Libraries, pipes and the like. */
  private static final int OTHERS = 100;

  private OpenFiles() {}

  /** The number of possible connections; many if the system does not report a limit. */
  public static int connections() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof UnixOperatingSystemMXBean unix) {
      return (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount()) - OTHERS;
    }
    return Integer.MAX_VALUE;
  }
}

package dev.chatengine.transport.ws.limit;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections, in total and by address. Has an entry for connected addresses only, so the
 * number of connections bounds it. Safe for use by several threads.
 */
public final class ConnectionLimits {
  private final int max;
  private final int maxPerAddress;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  public ConnectionLimits(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /**
   * Counts a new connection, unless a limit is reached.
   *
   * @param address null if it is not known yet
   * @return false if a limit is reached
   */
  public boolean tryAcquire(@Nullable InetAddress address) {
    if (total.incrementAndGet() > max) {
      total.decrementAndGet();
      return false;
    }
    if (address != null && !tryAssign(address)) {
      total.decrementAndGet();
      return false;
    }
    return true;
  }

  /**
   * Also counts a connection by its address, if the address was unknown at first.
   *
   * @return false if the limit is reached; then nothing has changed
   */
  public boolean tryAssign(InetAddress address) {
    int now =
        byAddress.compute(
            address, (key, old) -> old == null ? 1 : Math.min(old, maxPerAddress) + 1);
    if (now > maxPerAddress) {
      unassign(address);
      return false;
    }
    return true;
  }

  private void unassign(InetAddress address) {
    byAddress.computeIfPresent(address, (key, old) -> old == 1 ? null : old - 1);
  }

  /**
   * Counts the end of a connection.
   *
   * @param address the counted address, or null
   */
  public void release(@Nullable InetAddress address) {
    total.decrementAndGet();
    if (address != null) {
      unassign(address);
    }
  }
}

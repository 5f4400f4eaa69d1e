package dev.chatengine.transport.ws;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts connections, in total and by address. The table has an entry only for addresses that are
 * connected, so it is as bounded as the connections are. Safe for use by several threads.
 */
final class ConnectionLimits {
  private final int max;
  private final int maxPerAddress;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionLimits(int max, int maxPerAddress) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
  }

  /**
   * Counts a connection in, if it may come in.
   *
   * @return false if a limit is reached
   */
  boolean tryAcquire(InetAddress address) {
    if (total.incrementAndGet() > max) {
      total.decrementAndGet();
      return false;
    }
    int now =
        byAddress.compute(
            address, (key, old) -> old == null ? 1 : Math.min(old, maxPerAddress) + 1);
    if (now > maxPerAddress) {
      release(address);
      return false;
    }
    return true;
  }

  void release(InetAddress address) {
    total.decrementAndGet();
    byAddress.computeIfPresent(address, (key, old) -> old == 1 ? null : old - 1);
  }
}

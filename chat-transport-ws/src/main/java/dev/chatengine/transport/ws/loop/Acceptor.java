package dev.chatengine.transport.ws.loop;

import dev.chatengine.transport.ws.limit.ConnectionLimits;
import dev.chatengine.transport.ws.limit.RateLimitedLog;
import dev.chatengine.transport.ws.request.TrustedProxies;
import dev.chatengine.transport.ws.tls.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that accepts connections and gives each to the event loop with the fewest. It blocks
 * in {@code accept}: without file descriptors it pauses, and the listener stays open.
 */
public final class Acceptor implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Acceptor.class);
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private final ServerSocketChannel listener;
  private final List<EventLoop> loops;
  private final ConnectionLimits limits;
  private final TrustedProxies proxies;
  private final @Nullable TlsServer tls;
  private final RateLimitedLog failures = new RateLimitedLog(log, "Cannot accept a connection");
  private final RateLimitedLog refusals =
      new RateLimitedLog(log, "Connection refused: too many connections");
  private final Thread thread;

  public Acceptor(
      String name,
      ServerSocketChannel listener,
      List<EventLoop> loops,
      ConnectionLimits limits,
      TrustedProxies proxies,
      @Nullable TlsServer tls) {
    this.listener = listener;
    this.loops = loops;
    this.limits = limits;
    this.proxies = proxies;
    this.tls = tls;
    thread = new Thread(this, name);
  }

  public void start() {
    thread.start();
  }

  public Thread thread() {
    return thread;
  }

  /** Frees the port, and ends the thread. */
  public void stop() {
    try {
      listener.close();
    } catch (IOException e) {
      log.warn("Cannot close the listener", e);
    }
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (listener.isOpen()) {
      try {
        accept(listener.accept());
      } catch (Throwable e) {
        if (listener.isOpen()) {
          // Usually no file descriptor is left. Trying again at once would only spin.
          failures.warn(e);
          LockSupport.parkNanos(PAUSE);
        }
      }
    }
  }

  private void accept(SocketChannel channel) throws IOException {
    boolean adopted = false;
    try {
      adopted = adopt(channel);
    } finally {
      if (!adopted) {
        channel.close();
      }
    }
  }

  private boolean adopt(SocketChannel channel) throws IOException {
    SocketAddress address = channel.getRemoteAddress();
    if (!(address instanceof InetSocketAddress remote)) {
      return false;
    }
    InetAddress peer = remote.getAddress();
    // The request will name the proxy's client.
    InetAddress counted = proxies.trusts(peer) ? null : peer;
    if (!limits.tryAcquire(counted)) {
      refusals.warn(null);
      return false;
    }
    boolean adopted = false;
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      if (tls != null) {
        tls.refresh();
      }
      leastLoaded().adopt(channel, peer, counted);
      adopted = true;
    } finally {
      if (!adopted) {
        limits.release(counted);
      }
    }
    return true;
  }

  private EventLoop leastLoaded() {
    EventLoop least = loops.get(0);
    for (EventLoop loop : loops) {
      if (loop.load() < least.load()) {
        least = loop;
      }
    }
    return least;
  }
}

package dev.chatengine.transport.ws;

import dev.chatengine.ChatEngine;
import dev.chatengine.transport.ws.certificate.CurrentCertificate;
import dev.chatengine.transport.ws.handshake.Connector;
import dev.chatengine.transport.ws.handshake.HttpResponses;
import dev.chatengine.transport.ws.limit.ConnectionLimits;
import dev.chatengine.transport.ws.limit.RateLimitedLog;
import dev.chatengine.transport.ws.loop.Acceptor;
import dev.chatengine.transport.ws.loop.EventLoop;
import dev.chatengine.transport.ws.loop.LoopOptions;
import dev.chatengine.transport.ws.request.AllowedOrigins;
import dev.chatengine.transport.ws.socket.SocketLayers;
import dev.chatengine.transport.ws.tls.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a {@link ChatEngine}'s clients over WebSocket (RFC 6455), with TLS if a certificate is set
 * ({@link WebSocketTransportBuilder#tls}), otherwise for a proxy in front of it.
 *
 * <pre>{@code
 * WebSocketTransport transport = WebSocketTransport.builder(engine).port(3000).start();
 * }</pre>
 *
 * <p>One thread accepts connections, a few event loops serve them, and with TLS a few more threads
 * compute handshakes. Code on an event loop must not block. The threads are not daemons: they end
 * with {@link #stop} or {@link #close}.
 *
 * <p>A client that the engine refuses gets 401, 403, 429 or 503 instead of the upgrade. Before the
 * decision, the client may send up to 16 KiB after the head of its request; they are read once the
 * client is admitted.
 *
 * <p>Extensions (such as compression) are not supported, and a message in binary frames is read
 * like text. A client is closed with 1002 if it breaks the protocol, 1007 if a message is not
 * UTF-8, 1009 if one is too large, 1011 if its session throws, 1012 if the transport is stopped,
 * 4029 if it floods the transport with control frames, and without a close frame (1006) if it is
 * silent for too long or breaks TLS. All other codes are the engine's.
 *
 * <p>Safe for use by several threads.
 */
public final class WebSocketTransport implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebSocketTransport.class);

  private final int port;
  private final long closeTimeout;
  private final Acceptor acceptor;
  private final List<EventLoop> loops;
  private final @Nullable TlsServer tls;
  private final AtomicInteger sessions;

  private WebSocketTransport(
      int port,
      long closeTimeout,
      Acceptor acceptor,
      List<EventLoop> loops,
      @Nullable TlsServer tls,
      AtomicInteger sessions) {
    this.port = port;
    this.closeTimeout = closeTimeout;
    this.acceptor = acceptor;
    this.loops = loops;
    this.tls = tls;
    this.sessions = sessions;
  }

  /**
   * Starts to build a transport.
   *
   * @param engine the engine that serves the clients; it is not closed with the transport
   * @return a builder with the defaults
   */
  public static WebSocketTransportBuilder builder(ChatEngine engine) {
    Objects.requireNonNull(engine, "engine");
    return new WebSocketTransportBuilder(Connector.to(engine));
  }

  static WebSocketTransport start(WebSocketTransportBuilder options) {
    CurrentCertificate certificate =
        options.tls == null ? null : new CurrentCertificate(options.tls.source(), System::nanoTime);
    LoopOptions loopOptions = options.loopOptions();
    ServerSocketChannel listener = bind(options);
    List<EventLoop> loops = new ArrayList<>();
    try {
      int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
      ConnectionLimits limits =
          new ConnectionLimits(options.maxConnections, options.maxConnectionsPerAddress);
      RateLimitedLog failures =
          new RateLimitedLog(log, "Session callback failed, connection closed");
      RateLimitedLog httpFailures = new RateLimitedLog(log, "HTTP handler failed");
      RateLimitedLog foreignPages =
          new RateLimitedLog(log, "Upgrade refused: origin not in allowedOrigins");
      AllowedOrigins origins = AllowedOrigins.of(options.allowedOrigins, certificate != null);
      HttpResponses http =
          new HttpResponses(options.path, origins, options.httpHandler, httpFailures, foreignPages);
      TlsServer tls =
          certificate == null ? null : new TlsServer(certificate, "chat-ws-" + port + "-tls-");
      AtomicInteger sessions = new AtomicInteger();
      for (int i = 0; i < options.loops; i++) {
        String name = "chat-ws-" + port + "-loop-" + i;
        SocketLayers layers = tls == null ? SocketLayers.plain() : tls.layers();
        loops.add(
            new EventLoop(
                name, loopOptions, options.connector, limits, http, layers, failures, sessions));
      }
      Acceptor acceptor =
          new Acceptor(
              "chat-ws-" + port + "-accept", listener, loops, limits, options.trustedProxies, tls);
      loops.forEach(EventLoop::start);
      acceptor.start();
      log.info("Listening on port {}", port);
      return new WebSocketTransport(
          port, loopOptions.closeTimeout(), acceptor, List.copyOf(loops), tls, sessions);
    } catch (IOException e) {
      loops.forEach(EventLoop::discard);
      closeQuietly(listener);
      throw new UncheckedIOException("Cannot open a selector", e);
    }
  }

  private static ServerSocketChannel bind(WebSocketTransportBuilder options) {
    String host = options.bindAddress;
    InetSocketAddress address =
        host == null
            ? new InetSocketAddress(options.port)
            : new InetSocketAddress(host, options.port);
    String where = (host == null ? "all addresses" : host) + ", port " + options.port;
    ServerSocketChannel listener = null;
    try {
      if (address.isUnresolved()) {
        throw new IOException("unknown host " + host);
      }
      listener = ServerSocketChannel.open();
      return listener.bind(address, options.backlog);
    } catch (IOException e) {
      if (listener != null) {
        closeQuietly(listener);
      }
      throw new UncheckedIOException("Cannot listen on " + where + ": " + e.getMessage(), e);
    }
  }

  private static void closeQuietly(ServerSocketChannel listener) {
    try {
      listener.close();
    } catch (IOException e) {
      log.debug("Cannot close the listener", e);
    }
  }

  /**
   * The port on which the transport listens.
   *
   * @return the chosen port, if the builder's port was 0
   */
  public int port() {
    return port;
  }

  /**
   * The number of connected clients, from the end of the handshake until the session is closed.
   *
   * @return 0 or more
   */
  public int connections() {
    return sessions.get();
  }

  /**
   * Stops the transport: frees the port, sends every client its queued frames and then the close
   * code 1012 (reconnect, to any node), and ends every thread once all clients are gone.
   * Connections that remain at the timeout are cut. Sessions are notified of their end before this
   * returns. To close clients with another code, do so before ({@link ChatEngine#close} does).
   *
   * <p>On return all threads have ended, with two exceptions: if a callback does not return, this
   * method gives up 5 seconds after the timeout; and if the caller is one of the transport's own
   * threads, this method returns at once. An interrupted caller no longer waits for the clients.
   * Further calls wait for the same stop.
   *
   * @param timeout how long clients get; zero or less to close at once
   */
  public void stop(Duration timeout) {
    long deadline = System.nanoTime() + nanos(timeout);
    acceptor.stop();
    if (isOwnThread()) {
      loops.forEach(loop -> loop.stop(deadline));
      stopTls();
      return;
    }
    boolean interrupted = joinAnyway(acceptor.thread(), deadline);
    // Last, so that no connection comes to a loop that has ended.
    long cut = interrupted ? System.nanoTime() : deadline;
    loops.forEach(loop -> loop.stop(cut));
    for (EventLoop loop : loops) {
      if (join(loop.thread(), deadline)) {
        interrupted = true;
        loops.forEach(late -> late.stop(System.nanoTime()));
        join(loop.thread(), deadline);
      }
      if (loop.thread().isAlive()) {
        log.error("Thread {} does not end: a callback has not returned", loop.thread().getName());
      }
    }
    stopTls();
    for (Thread thread : tls == null ? List.<Thread>of() : tls.threads()) {
      interrupted |= joinAnyway(thread, deadline);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Handshakes under way fail. */
  private void stopTls() {
    if (tls != null) {
      tls.stop();
    }
  }

  /** Stops with the timeout that the option {@code closeTimeout} sets. */
  @Override
  public void close() {
    stop(Duration.ofNanos(closeTimeout));
  }

  /** In nanoseconds, between 0 and a year, which is safe to add to the clock. */
  private static long nanos(Duration duration) {
    if (duration.isNegative()) {
      return 0;
    }
    long longest = TimeUnit.DAYS.toNanos(365);
    return duration.compareTo(Duration.ofNanos(longest)) > 0 ? longest : duration.toNanos();
  }

  private boolean isOwnThread() {
    return loops.stream().anyMatch(EventLoop::isCurrent);
  }

  /**
   * Waits for the end of a thread that does not wait for clients, even if interrupted. Returns
   * whether it was interrupted.
   */
  private static boolean joinAnyway(Thread thread, long deadline) {
    boolean interrupted = join(thread, deadline);
    if (interrupted) {
      join(thread, deadline);
    }
    return interrupted;
  }

  /** Waits for a thread's end. Returns whether the caller was interrupted. */
  private static boolean join(Thread thread, long deadline) {
    long left = Math.max(0, deadline - System.nanoTime()) + TimeUnit.SECONDS.toNanos(5);
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, left);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Override
  public String toString() {
    return "WebSocketTransport[port " + port + ", " + connections() + " connections]";
  }
}

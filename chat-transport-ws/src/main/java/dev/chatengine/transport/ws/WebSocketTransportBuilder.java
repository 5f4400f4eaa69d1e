package dev.chatengine.transport.ws;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.handshake.Connector;
import dev.chatengine.transport.ws.http.HttpHandler;
import dev.chatengine.transport.ws.loop.LoopOptions;
import dev.chatengine.transport.ws.request.AllowedOrigins;
import dev.chatengine.transport.ws.request.HttpHead;
import dev.chatengine.transport.ws.request.TrustedProxies;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds a {@link WebSocketTransport}. Not for use by several threads. */
public final class WebSocketTransportBuilder {
  private static final int MAX_MESSAGE_BYTES = 64 << 20;
  private static final int MAX_LOOPS = 256;

  /** For {@link #allowedOrigins}: the pages on the transport's own port, or on its proxy's. */
  public static final String SAME_ORIGIN = AllowedOrigins.SAME;

  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofDays(1);

  final Connector connector;
  @Nullable String bindAddress;
  int port;
  int backlog = 1024;
  int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  @Nullable String path;
  @Nullable TlsOptions tls;
  @Nullable List<String> allowedOrigins = List.of(SAME_ORIGIN);
  private List<String> subprotocols = List.of();
  private int maxMessageBytes = 65_536;
  private int maxHeadBytes = 8 * 1024;
  int maxConnections = 100_000;
  int maxConnectionsPerAddress = 20_000;
  TrustedProxies trustedProxies = TrustedProxies.NONE;
  private RateLimit controlFrames = new RateLimit(100, Duration.ofSeconds(10));
  private Duration handshakeTimeout = Duration.ofSeconds(10);
  private Duration pingInterval = Duration.ofSeconds(30);
  private Duration idleTimeout = Duration.ofSeconds(90);
  private Duration closeTimeout = Duration.ofSeconds(5);
  @Nullable HttpHandler httpHandler;

  WebSocketTransportBuilder(Connector connector) {
    this.connector = connector;
  }

  /**
   * Sets the address to listen on; by default all addresses of the machine.
   *
   * @param bindAddress a host name or an address, looked up by {@link #start}
   * @return this
   * @throws IllegalArgumentException if it is blank
   */
  public WebSocketTransportBuilder bindAddress(String bindAddress) {
    if (bindAddress.isBlank()) {
      throw new IllegalArgumentException("bindAddress must not be blank");
    }
    this.bindAddress = bindAddress;
    return this;
  }

  /**
   * Sets the port; by default any free one.
   *
   * @param port 0 to 65,535; 0 for any free one, see {@link WebSocketTransport#port}
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder port(int port) {
    this.port = check("port", port, 0, 65_535);
    return this;
  }

  /**
   * Sets how many connections the kernel may hold before they are accepted; 1,024 by default.
   *
   * @param backlog 1 to 65,535; the kernel may have a lower bound
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder backlog(int backlog) {
    this.backlog = check("backlog", backlog, 1, 65_535);
    return this;
  }

  /**
   * Sets how many event loops serve the connections; by default one for every two processors, and
   * at least one. Each connection belongs to one loop.
   *
   * @param loops 1 to 256
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder loops(int loops) {
    this.loops = check("loops", loops, 1, MAX_LOOPS);
    return this;
  }

  /**
   * Sets the one path at which clients may connect; by default any path.
   *
   * @param path compared with the undecoded path of the request, without its query
   * @return this
   * @throws IllegalArgumentException if it does not begin with a slash
   */
  public WebSocketTransportBuilder path(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must begin with a slash");
    }
    this.path = path;
    return this;
  }

  /**
   * Uses TLS on the port: clients connect to {@code wss://}, and pages are at {@code https://}. By
   * default nothing is encrypted. A plain HTTP request on a TLS port is answered with 400.
   *
   * @param tls the certificate and key
   * @return this
   */
  public WebSocketTransportBuilder tls(TlsOptions tls) {
    this.tls = Objects.requireNonNull(tls, "tls");
    return this;
  }

  /**
   * Sets the web pages from which browsers may connect; by default {@link #SAME_ORIGIN} only: the
   * host and port of the page must be those to which the browser connects. A browser on another
   * page gets 403 instead of the upgrade. Otherwise a foreign page could act as its visitor,
   * because browsers send cookies along.
   *
   * <p>The header {@code Host} names the host to which a browser connects. A proxy that replaces
   * this header must be one of {@link #trustedProxies} and send {@code X-Forwarded-Host}; {@code
   * X-Forwarded-Proto} of such a proxy is read, too.
   *
   * <p>Only browsers send the origin reliably. A client without an origin may connect, as it could
   * send any origin.
   *
   * @param origins each a scheme and a host, and a port if it is not the scheme's default, as in
   *     {@code https://chat.example.org}, {@code http://localhost:8080} or {@code
   *     capacitor://localhost}; or {@link #SAME_ORIGIN}. An empty list refuses all browsers
   * @return this
   * @throws IllegalArgumentException if one is not an origin
   */
  public WebSocketTransportBuilder allowedOrigins(String... origins) {
    for (String origin : origins) {
      if (!origin.equals(SAME_ORIGIN)) {
        AllowedOrigins.check(origin);
      }
    }
    this.allowedOrigins = List.of(origins);
    return this;
  }

  /**
   * Lets browsers connect from every page, including pages without an origin (a file, a sandboxed
   * frame). Only for a chat that does not identify users by anything that browsers send on their
   * own: a cookie, a client certificate, or an address in a private network.
   *
   * @return this
   */
  public WebSocketTransportBuilder anyOrigin() {
    this.allowedOrigins = null;
    return this;
  }

  /**
   * Sets the supported subprotocols; none by default. A browser that offers subprotocols (for
   * example to send a token) connects only if the response names one of them. A client that offers
   * no supported one is served without a subprotocol.
   *
   * @param subprotocols names, tokens of HTTP, the preferred one first
   * @return this
   * @throws IllegalArgumentException if one is not a token
   */
  public WebSocketTransportBuilder subprotocols(String... subprotocols) {
    for (String name : subprotocols) {
      if (!HttpHead.isToken(name)) {
        throw new IllegalArgumentException("subprotocols must be tokens of HTTP");
      }
    }
    this.subprotocols = List.of(subprotocols);
    return this;
  }

  /**
   * Sets the largest message of a client; 65,536 by default. A larger message, even in fragments,
   * closes the connection with 1009.
   *
   * @param maxMessageBytes in bytes of payload, 125 to 67,108,864
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder maxMessageBytes(int maxMessageBytes) {
    this.maxMessageBytes = check("maxMessageBytes", maxMessageBytes, 125, MAX_MESSAGE_BYTES);
    return this;
  }

  /**
   * Sets the largest head of a request (request line and headers); 8,192 by default. A larger head
   * is answered with 431, or with 414 if the request line is too long.
   *
   * @param maxHeadBytes in bytes, 512 to 1,048,576
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder maxHeadBytes(int maxHeadBytes) {
    this.maxHeadBytes = check("maxHeadBytes", maxHeadBytes, 512, 1 << 20);
    return this;
  }

  /**
   * Sets the most connections at once, plain HTTP and unfinished handshakes included; 100,000 by
   * default. Further connections are closed without an answer.
   *
   * @param maxConnections 1 or more
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder maxConnections(int maxConnections) {
    this.maxConnections = check("maxConnections", maxConnections, 1, Integer.MAX_VALUE);
    return this;
  }

  /**
   * Sets the most connections at once from one address; 20,000 by default. Further connections are
   * closed without an answer. Behind a proxy all clients share the proxy's address, unless the
   * proxy is one of {@link #trustedProxies}: then each client counts by its own address once its
   * request has arrived, and beyond the limit is answered with 429.
   *
   * @param maxConnectionsPerAddress 1 or more
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder maxConnectionsPerAddress(int maxConnectionsPerAddress) {
    this.maxConnectionsPerAddress =
        check("maxConnectionsPerAddress", maxConnectionsPerAddress, 1, Integer.MAX_VALUE);
    return this;
  }

  /**
   * Sets the proxies that are trusted to name the addresses of clients; none by default. A
   * connection from a trusted proxy counts as that of the client in its header {@code
   * X-Forwarded-For}: in {@link dev.chatengine.spi.ConnectionRequest#remoteAddress}, in the
   * engine's limit of connecting, and in {@link #maxConnectionsPerAddress}. The header is read from
   * its right end, up to the first address that is not a trusted proxy; addresses that a client has
   * forged are left of that and ignored. For {@link #allowedOrigins}, {@code X-Forwarded-Host} and
   * {@code X-Forwarded-Proto} of these proxies are read, too. These headers of other peers are
   * ignored.
   *
   * <p>Each trusted proxy must add its peer's address to the header, or set the header to it;
   * otherwise clients can claim any address.
   *
   * @param proxies each an address or a network, as in {@code 10.0.0.7}, {@code 10.0.0.0/8} or
   *     {@code fd00::/8}
   * @return this
   * @throws IllegalArgumentException if one is neither
   */
  public WebSocketTransportBuilder trustedProxies(String... proxies) {
    this.trustedProxies = TrustedProxies.of(List.of(proxies));
    return this;
  }

  /**
   * Sets the limit of frames that the session never sees: pings, pongs, and fragments of less than
   * 1,024 bytes that do not end a message; 100 at once and 10 a second by default. A client that
   * sends more is closed with 4029. The limit also covers TLS records without data; beyond it, the
   * connection ends without a close frame. The engine limits the frames that the session sees.
   *
   * @param controlFrames the limit of each connection
   * @return this
   */
  public WebSocketTransportBuilder controlFrames(RateLimit controlFrames) {
    this.controlFrames = Objects.requireNonNull(controlFrames, "controlFrames");
    return this;
  }

  /**
   * Sets the longest time from connecting to the answer to the client's request, including the TLS
   * handshake and the engine's decision; 10 seconds by default. Then the client is closed, or
   * answered with 503 if the decision is missing.
   *
   * @param handshakeTimeout 10 milliseconds to 1 day
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder handshakeTimeout(Duration handshakeTimeout) {
    this.handshakeTimeout = check("handshakeTimeout", handshakeTimeout);
    return this;
  }

  /**
   * Sets how long a client may be silent before it gets a ping; 30 seconds by default. The time is
   * up to a quarter shorter, at random for each client, so that clients that connect together are
   * not pinged together.
   *
   * @param pingInterval 10 milliseconds to 1 day, less than {@link #idleTimeout}
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder pingInterval(Duration pingInterval) {
    this.pingInterval = check("pingInterval", pingInterval);
    return this;
  }

  /**
   * Sets how long a client may send nothing (not even a pong), and how long it may read nothing of
   * its queue, before the connection ends; 90 seconds by default.
   *
   * @param idleTimeout 10 milliseconds to 1 day, more than {@link #pingInterval}
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder idleTimeout(Duration idleTimeout) {
    this.idleTimeout = check("idleTimeout", idleTimeout);
    return this;
  }

  /**
   * Sets how long a closing client has to read its queue and to close its side; 5 seconds by
   * default. Then the connection is cut.
   *
   * @param closeTimeout 10 milliseconds to 1 day
   * @return this
   * @throws IllegalArgumentException if it is out of bounds
   */
  public WebSocketTransportBuilder closeTimeout(Duration closeTimeout) {
    this.closeTimeout = check("closeTimeout", closeTimeout);
    return this;
  }

  /**
   * Sets the handler of plain HTTP requests on the same port. Without a handler, they are answered
   * with 426 at the path of clients, and with 404 elsewhere.
   *
   * @param httpHandler must not block
   * @return this
   */
  public WebSocketTransportBuilder httpHandler(HttpHandler httpHandler) {
    this.httpHandler = Objects.requireNonNull(httpHandler, "httpHandler");
    return this;
  }

  /**
   * Starts the transport, which listens when this returns.
   *
   * @return a running transport, which the caller closes
   * @throws IllegalStateException if {@code pingInterval} is not less than {@code idleTimeout}
   * @throws java.io.UncheckedIOException if it cannot listen: the message names the address and the
   *     port, the cause is the {@link java.net.BindException} or other exception; or if a file of
   *     {@link #tls} can no longer be read
   * @throws IllegalArgumentException if a file of {@link #tls} can no longer be used
   */
  public WebSocketTransport start() {
    if (pingInterval.compareTo(idleTimeout) >= 0) {
      throw new IllegalStateException("pingInterval must be less than idleTimeout");
    }
    return WebSocketTransport.start(this);
  }

  LoopOptions loopOptions() {
    return new LoopOptions(
        subprotocols,
        maxMessageBytes,
        maxHeadBytes,
        trustedProxies,
        controlFrames,
        handshakeTimeout.toNanos(),
        pingInterval.toNanos(),
        idleTimeout.toNanos(),
        closeTimeout.toNanos());
  }

  private static int check(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + ", but is " + value);
    }
    return value;
  }

  private static Duration check(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " must be 10 milliseconds to 1 day, but is " + value);
    }
    return value;
  }
}

package dev.chatengine.spi;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The request by which a client connects: for WebSocket, the HTTP request of the upgrade. An {@link
 * Authenticator} decides by it which user the client is.
 */
public final class ConnectionRequest {
  private final String remoteAddress;
  private final String path;
  private final Map<String, List<String>> query;
  private final Map<String, List<String>> headers;
  private final @Nullable String token;

  private ConnectionRequest(Builder builder) {
    remoteAddress = builder.remoteAddress;
    path = builder.path;
    query = Map.copyOf(builder.query);
    headers = Map.copyOf(builder.headers);
    token = builder.token;
  }

  private ConnectionRequest(
      ConnectionRequest request, String remoteAddress, @Nullable String token) {
    this.remoteAddress = remoteAddress;
    path = request.path;
    query = request.query;
    headers = request.headers;
    this.token = token;
  }

  /**
   * Starts a request.
   *
   * @param remoteAddress the client's address without a port
   * @return a builder
   */
  public static Builder builder(String remoteAddress) {
    return new Builder(remoteAddress);
  }

  /**
   * The client's address, as text without a port.
   *
   * @return the address of the peer, or, if the peer is a trusted proxy, of the proxy's client
   */
  public String remoteAddress() {
    return remoteAddress;
  }

  /**
   * The path of the request.
   *
   * @return at least {@code "/"}, without the query
   */
  public String path() {
    return path;
  }

  /**
   * The first value of a parameter of the query, decoded.
   *
   * @param name the parameter's name; case counts
   * @return its first value, or nothing
   */
  public Optional<String> queryParameter(String name) {
    return Optional.ofNullable(query.get(name)).map(values -> values.get(0));
  }

  /**
   * The first value of a header.
   *
   * @param name the header's name in any case
   * @return its first value, or nothing
   */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /**
   * All values of a header.
   *
   * @param name the header's name in any case
   * @return its values, in their order
   */
  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /**
   * The value of a cookie.
   *
   * @param name the cookie's name; case counts
   * @return its value as it was sent, or nothing
   */
  public Optional<String> cookie(String name) {
    for (String header : headers("cookie")) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).trim().equals(name)) {
          return Optional.of(pair.substring(equals + 1).trim());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The WebSocket subprotocols that the client offers. For a browser they are the only place to
   * send a token besides the query and cookies. A transport must not select a subprotocol that
   * contains a token.
   *
   * @return names as they were sent, the preferred one first
   */
  public List<String> subprotocols() {
    return headers("sec-websocket-protocol").stream()
        .flatMap(list -> Stream.of(list.split(",", -1)))
        .map(String::trim)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /**
   * The token that the client sent in a frame after it had connected.
   *
   * @return nothing if the client has sent none so far
   */
  public Optional<String> token() {
    return Optional.ofNullable(token);
  }

  /**
   * Copies this request with the token that the client has sent in a frame.
   *
   * @param token a token
   * @return a new request
   */
  public ConnectionRequest withToken(String token) {
    return new ConnectionRequest(this, remoteAddress, token);
  }

  /**
   * Copies this request with another address, such as one that a proxy has passed.
   *
   * @param remoteAddress the client's address without a port
   * @return a new request
   */
  public ConnectionRequest withRemoteAddress(String remoteAddress) {
    return new ConnectionRequest(
        this, Objects.requireNonNull(remoteAddress, "remoteAddress"), token);
  }

  /** Leaves out what may hold a secret: the query, the headers and the token. */
  @Override
  public String toString() {
    return "ConnectionRequest[" + remoteAddress + " " + path + "]";
  }

  /** Collects a request's values. Not for use by several threads. */
  public static final class Builder {
    private final String remoteAddress;
    private String path = "/";
    private Map<String, List<String>> query = Map.of();
    private final Map<String, List<String>> headers = new TreeMap<>();
    private @Nullable String token;

    private Builder(String remoteAddress) {
      this.remoteAddress = Objects.requireNonNull(remoteAddress, "remoteAddress");
    }

    /**
     * Sets the path; {@code "/"} by default.
     *
     * @param path the path without the query
     * @return this
     */
    public Builder path(String path) {
      this.path = Objects.requireNonNull(path, "path");
      return this;
    }

    /**
     * Sets the parameters of the query.
     *
     * @param query decoded names and values, at least one value for each name
     * @return this
     */
    public Builder query(Map<String, List<String>> query) {
      this.query = Objects.requireNonNull(query, "query");
      return this;
    }

    /**
     * Adds a header.
     *
     * @param name its name in any case
     * @param value its value
     * @return this
     */
    public Builder header(String name, String value) {
      headers.merge(
          name.toLowerCase(Locale.ROOT),
          List.of(value),
          (old, added) -> Stream.concat(old.stream(), added.stream()).toList());
      return this;
    }

    /**
     * Sets the token that the client has sent in a frame.
     *
     * @param token a token, or null for none
     * @return this
     */
    public Builder token(@Nullable String token) {
      this.token = token;
      return this;
    }

    /**
     * Makes the request.
     *
     * @return a request of these values
     */
    public ConnectionRequest build() {
      return new ConnectionRequest(this);
    }
  }
}

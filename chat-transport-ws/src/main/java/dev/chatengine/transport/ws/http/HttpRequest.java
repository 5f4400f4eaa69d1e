package dev.chatengine.transport.ws.http;

import dev.chatengine.spi.ConnectionRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A plain HTTP request without a body. Immutable. */
public final class HttpRequest {
  private final String method;
  private final ConnectionRequest request;

  private HttpRequest(String method, ConnectionRequest request) {
    this.method = method;
    this.request = request;
  }

  /**
   * A request; for tests of a handler, too.
   *
   * @param method {@code GET} or {@code HEAD}
   * @param request the path, the query, the headers and the client's address
   * @return a request
   */
  public static HttpRequest of(String method, ConnectionRequest request) {
    return new HttpRequest(
        Objects.requireNonNull(method, "method"), Objects.requireNonNull(request, "request"));
  }

  /**
   * The method.
   *
   * @return {@code GET} or {@code HEAD}
   */
  public String method() {
    return method;
  }

  /**
   * The path without the query, not percent-decoded.
   *
   * @return at least {@code "/"}
   */
  public String path() {
    return request.path();
  }

  /**
   * The client's address, as text without a port.
   *
   * @return the address of the peer, which is the proxy's if there is one
   */
  public String remoteAddress() {
    return request.remoteAddress();
  }

  /**
   * The first value of a parameter of the query, decoded.
   *
   * @param name the parameter's name, case-sensitive
   * @return its first value; empty if there is none
   */
  public Optional<String> queryParameter(String name) {
    return request.queryParameter(name);
  }

  /**
   * The first value of a header.
   *
   * @param name the header's name in any case
   * @return its first value; empty if there is none
   */
  public Optional<String> header(String name) {
    return request.header(name);
  }

  /**
   * All values of a header.
   *
   * @param name the header's name in any case
   * @return its values, in their order
   */
  public List<String> headers(String name) {
    return request.headers(name);
  }

  /** Excludes the query and the headers, which may be secret. */
  @Override
  public String toString() {
    return "HttpRequest[" + method + " " + path() + "]";
  }
}

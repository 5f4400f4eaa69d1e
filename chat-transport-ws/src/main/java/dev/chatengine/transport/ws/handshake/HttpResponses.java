package dev.chatengine.transport.ws.handshake;

import dev.chatengine.spi.Admission.Cause;
import dev.chatengine.spi.Admission.Refusal;
import dev.chatengine.transport.ws.http.HttpHandler;
import dev.chatengine.transport.ws.http.HttpRequest;
import dev.chatengine.transport.ws.http.HttpResponse;
import dev.chatengine.transport.ws.limit.RateLimitedLog;
import dev.chatengine.transport.ws.request.AllowedOrigins;
import dev.chatengine.transport.ws.request.HttpHead;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses the answer to a request: an upgrade, the host's handler, or a refusal. */
public final class HttpResponses {
  private static final Duration YEAR = Duration.ofDays(365);

  private final @Nullable String upgradePath;
  private final AllowedOrigins origins;
  private final @Nullable HttpHandler handler;
  private final RateLimitedLog failures;
  private final RateLimitedLog foreign;

  public HttpResponses(
      @Nullable String upgradePath,
      AllowedOrigins origins,
      @Nullable HttpHandler handler,
      RateLimitedLog failures,
      RateLimitedLog foreign) {
    this.upgradePath = upgradePath;
    this.origins = origins;
    this.handler = handler;
    this.failures = failures;
    this.foreign = foreign;
  }

  /**
   * Answers a request.
   *
   * @param proxied whether it comes from a trusted proxy
   * @return the response; null if the request may be upgraded
   */
  @Nullable HttpResponse respond(HttpHead head, boolean proxied) {
    boolean get = head.method().equals("GET");
    if (!get && !head.method().equals("HEAD")) {
      return HttpResponse.text(405, "Method Not Allowed\n").withHeader("Allow", "GET, HEAD");
    }
    boolean here = upgradePath == null || upgradePath.equals(head.request().path());
    if (get && head.lists("upgrade", "websocket")) {
      return here ? upgrade(head, proxied) : HttpResponse.notFound();
    }
    if (handler != null) {
      return handle(handler, HttpRequest.of(head.method(), head.request()));
    }
    return here ? upgradeRequired() : HttpResponse.notFound();
  }

  private @Nullable HttpResponse upgrade(HttpHead head, boolean proxied) {
    if (!origins.allow(head.request(), proxied)) {
      foreign.warn(null);
      return HttpResponse.text(
          403,
          """
          Forbidden: a page of this Origin may not connect.
          If the page is yours, name its origin in allowedOrigins (--allowed-origin of the
          standalone server). If a proxy stands between, it must pass on Host as the browser
          sent it, or be one of trustedProxies and send X-Forwarded-Host.
          """);
    }
    if (!head.http11() || !head.lists("connection", "upgrade")) {
      return HttpResponse.text(400, "Bad request: upgrade\n");
    }
    if (!head.request().headers("sec-websocket-version").equals(List.of("13"))) {
      return upgradeRequired();
    }
    List<String> keys = head.request().headers("sec-websocket-key");
    if (keys.size() != 1 || !isKey(keys.get(0))) {
      return HttpResponse.text(400, "Bad request: key\n");
    }
    return null;
  }

  /** The key of an upgrade request is 16 bytes in Base64. */
  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The response to a client that the engine refuses. */
  static HttpResponse refused(Refusal refusal) {
    HttpResponse response =
        HttpResponse.text(refusal.cause().httpStatus(), refusal.reason() + "\n");
    if (refusal.cause() == Cause.UNAUTHORIZED) {
      response = response.withHeader("WWW-Authenticate", "Bearer");
    }
    long wait = wholeSeconds(refusal.retryAfter());
    return wait > 0 ? response.withHeader("Retry-After", Long.toString(wait)) : response;
  }

  /** Rounds up, to a year at most. */
  private static long wholeSeconds(Duration duration) {
    Duration bounded = duration.compareTo(YEAR) > 0 ? YEAR : duration;
    return bounded.plusNanos(999_999_999).toSeconds();
  }

  /** The response to a client whose address has too many connections. */
  static HttpResponse tooManyConnections() {
    return HttpResponse.text(429, "Too Many Requests: connections from one address\n");
  }

  /** The response to a client when the engine has not decided in time. */
  static HttpResponse unavailable() {
    return HttpResponse.text(503, "Service Unavailable\n").withHeader("Retry-After", "1");
  }

  /** The response after a failure of the server. */
  public static HttpResponse internalError() {
    return HttpResponse.text(500, "Internal Server Error\n");
  }

  private static HttpResponse upgradeRequired() {
    return HttpResponse.text(426, "This is a WebSocket endpoint\n")
        .withHeader("Upgrade", "websocket")
        .withHeader("Sec-WebSocket-Version", "13");
  }

  private HttpResponse handle(HttpHandler handling, HttpRequest request) {
    HttpResponse response = null;
    try {
      response = handling.handle(request);
    } catch (Throwable e) {
      // Errors, too: they must not end the loop.
      failures.warn(e);
    }
    return response != null ? response : internalError();
  }
}

package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.http.HttpResponse;

/** The headers by which a browser refuses everything that the page never does. */
final class SecurityHeaders {
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          // 'self' includes the WebSocket of the page's own server (Content Security Policy Level
          // 3).
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  private static final String ONE_YEAR = "max-age=31536000";

  private SecurityHeaders() {}

  /**
   * Adds the headers.
   *
   * @param lastingTls whether browsers may remember that this host uses TLS
   */
  static HttpResponse on(HttpResponse response, boolean lastingTls) {
    HttpResponse strict =
        lastingTls ? response.withHeader("Strict-Transport-Security", ONE_YEAR) : response;
    return strict
        .withHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .withHeader("X-Content-Type-Options", "nosniff")
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("Cross-Origin-Opener-Policy", "same-origin")
        .withHeader("Cross-Origin-Resource-Policy", "same-origin")
        .withHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }
}

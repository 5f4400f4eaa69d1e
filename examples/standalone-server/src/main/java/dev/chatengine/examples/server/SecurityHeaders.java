package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.HttpResponse;

/** The headers that keep a browser from doing with the page what the page never does itself. */
final class SecurityHeaders {
  private static final String CONTENT_SECURITY_POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self'",
          // Not every browser takes 'self' to mean the WebSocket of the page's own server.
          "connect-src 'self' ws: wss:",
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'");

  private SecurityHeaders() {}

  static HttpResponse on(HttpResponse response) {
    return response
        .withHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .withHeader("X-Content-Type-Options", "nosniff")
        .withHeader("Referrer-Policy", "no-referrer")
        .withHeader("Cross-Origin-Opener-Policy", "same-origin")
        .withHeader("Cross-Origin-Resource-Policy", "same-origin")
        .withHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  }
}

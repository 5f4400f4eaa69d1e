package dev.chatengine.examples.server;

import dev.chatengine.ChatEngine;
import dev.chatengine.transport.ws.HttpHandler;
import dev.chatengine.transport.ws.HttpRequest;
import dev.chatengine.transport.ws.HttpResponse;

/** Answers the requests that are not for the WebSocket: the page's files and the health check. */
final class PlainRequests implements HttpHandler {
  private final ChatEngine engine;
  private final WebPage page;
  private final boolean tls;

  PlainRequests(ChatEngine engine, WebPage page, boolean tls) {
    this.engine = engine;
    this.page = page;
    this.tls = tls;
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    HttpResponse response =
        request.path().equals("/healthz")
            ? health()
            : page.file(request.path(), request.header("If-None-Match").orElse(""));
    return SecurityHeaders.on(response, tls && !isLocal(request));
  }

  /** A browser would ask every server on this machine for TLS for a year, on whatever port. */
  private static boolean isLocal(HttpRequest request) {
    return request.header("Host").orElse("").matches("(?i)localhost(:[0-9]*)?");
  }

  private HttpResponse health() {
    return HttpResponse.of(200, "application/json", HealthReport.of(engine))
        .withHeader("Cache-Control", "no-store");
  }
}

package dev.chatengine.examples.server;

import dev.chatengine.ChatEngine;
import dev.chatengine.transport.ws.HttpHandler;
import dev.chatengine.transport.ws.HttpRequest;
import dev.chatengine.transport.ws.HttpResponse;

/** Answers the requests that are not for the WebSocket: the page's files and the health check. */
final class PlainRequests implements HttpHandler {
  private final ChatEngine engine;
  private final WebPage page;

  PlainRequests(ChatEngine engine, WebPage page) {
    this.engine = engine;
    this.page = page;
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    HttpResponse response =
        request.path().equals("/healthz")
            ? health()
            : page.file(request.path(), request.header("If-None-Match").orElse(""));
    return SecurityHeaders.on(response);
  }

  private HttpResponse health() {
    return HttpResponse.of(200, "application/json", HealthReport.of(engine))
        .withHeader("Cache-Control", "no-store");
  }
}

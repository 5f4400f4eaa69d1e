package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.http.HttpHandler;
import dev.chatengine.transport.ws.http.HttpRequest;
import dev.chatengine.transport.ws.http.HttpResponse;

/** Answers the requests that are not for the WebSocket: the page's files and what operators ask. */
final class PlainRequests implements HttpHandler {
  private final Operations operations;
  private final HttpHandler page;
  private final boolean tls;

  PlainRequests(Operations operations, HttpHandler page, boolean tls) {
    this.operations = operations;
    this.page = page;
    this.tls = tls;
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    HttpResponse asked = operations.answer(request.path());
    HttpResponse response = asked == null ? page.handle(request) : asked;
    return SecurityHeaders.on(response, tls && !isLocal(request));
  }

  /** A browser would ask every server on this machine for TLS for a year, on whatever port. */
  private static boolean isLocal(HttpRequest request) {
    return request.header("Host").orElse("").matches("(?i)localhost(:[0-9]*)?");
  }
}

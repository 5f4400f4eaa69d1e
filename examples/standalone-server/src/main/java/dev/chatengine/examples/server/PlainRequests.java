package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.http.HttpHandler;
import dev.chatengine.transport.ws.http.HttpRequest;
import dev.chatengine.transport.ws.http.HttpResponse;

/** Answers plain HTTP requests: for the page's files and for {@link Operations}. */
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

  /** A browser would demand TLS of every server on this machine for a year, on any port. */
  private static boolean isLocal(HttpRequest request) {
    return request.header("Host").orElse("").matches("(?i)localhost(:[0-9]*)?");
  }
}

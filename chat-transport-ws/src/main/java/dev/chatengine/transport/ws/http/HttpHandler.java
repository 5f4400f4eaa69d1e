package dev.chatengine.transport.ws.http;

/**
 * Answers the plain HTTP requests that come to the transport's port: a page, a health check, a few
 * small files. It is no web server: every connection carries one request.
 *
 * <p>Called on an event loop, which serves many chat clients as well, and by several loops at once:
 * it must not block, and must be safe for use by several threads. What it throws is answered with
 * 500 and logged.
 */
@FunctionalInterface
public interface HttpHandler {

  /**
   * Answers a request.
   *
   * @param request a GET or HEAD request that does not ask for an upgrade
   * @return the response; for HEAD the body is left out, but its length is sent
   */
  HttpResponse handle(HttpRequest request);
}

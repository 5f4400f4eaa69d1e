package dev.chatengine.transport.ws.http;

/**
 * Answers plain HTTP requests on the transport's port: a page, a health check, a few small files.
 * This is not a web server: every connection carries one request.
 *
 * <p>Called on the event loops, which serve chat clients too: it must not block, and must be safe
 * for use by several threads. An exception is logged and answered with 500.
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

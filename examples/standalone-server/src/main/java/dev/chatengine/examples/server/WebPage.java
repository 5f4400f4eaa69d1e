package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.http.HttpHandler;
import dev.chatengine.transport.ws.http.StaticFiles;

/** The page, and the JavaScript client that it uses. */
final class WebPage {
  private WebPage() {}

  /** Reads the files in the lists of the page and of the client. */
  static HttpHandler load() {
    ClassLoader loader = WebPage.class.getClassLoader();
    return StaticFiles.ofClassPathList(loader, "web", "files")
        .and(StaticFiles.ofClassPathList(loader, "META-INF/resources", "chat-client/files"));
  }
}

package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.http.HttpHandler;
import dev.chatengine.transport.ws.http.StaticFiles;

/** The page, and the client on which it is built. */
final class WebPage {
  private WebPage() {}

  /** Reads the files that the list of the page and that of the client name. */
  static HttpHandler load() {
    ClassLoader loader = WebPage.class.getClassLoader();
    return StaticFiles.ofClassPathList(loader, "web", "files")
        .and(StaticFiles.ofClassPathList(loader, "META-INF/resources", "chat-client/files"));
  }
}

package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.HttpHandler;
import dev.chatengine.transport.ws.HttpRequest;
import dev.chatengine.transport.ws.HttpResponse;
import dev.chatengine.transport.ws.StaticFiles;
import java.util.List;

/** The page, and the client on which it is built. */
final class WebPage implements HttpHandler {
  /** Every file of the page itself; a class path cannot be listed. */
  static final List<String> FILES =
      List.of(
          "index.html",
          "style.css",
          "icon.svg",
          "chat/chat.js",
          "chat/conversation.js",
          "chat/links.js",
          "chat/memory.js",
          "chat/private-conversation.js",
          "chat/room-conversation.js",
          "chat/timeline.js",
          "page/announcer.js",
          "page/composer.js",
          "page/connection-view.js",
          "page/elements.js",
          "page/log-rows.js",
          "page/log-view.js",
          "page/login-view.js",
          "page/message-view.js",
          "page/page.js",
          "page/panels.js",
          "page/people-view.js",
          "page/places-view.js");

  /** The client on which the page is built, as its own jar has it. */
  static final String CLIENT = "chat-client/chat-client.js";

  private final HttpHandler own;
  private final HttpHandler client;

  private WebPage(HttpHandler own, HttpHandler client) {
    this.own = own;
    this.client = client;
  }

  static WebPage load() {
    ClassLoader loader = WebPage.class.getClassLoader();
    return new WebPage(
        StaticFiles.ofClassPath(loader, "web", FILES.toArray(String[]::new)),
        StaticFiles.ofClassPath(loader, "META-INF/resources", CLIENT));
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    return request.path().equals("/" + CLIENT) ? client.handle(request) : own.handle(request);
  }
}

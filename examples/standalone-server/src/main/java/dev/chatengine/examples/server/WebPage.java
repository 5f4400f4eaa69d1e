package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The files of the page, in memory. A request is looked up among their paths and nowhere else, so
 * no path leads to another file.
 */
final class WebPage {
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

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, File> files;

  private record File(String tag, HttpResponse response, HttpResponse notModified) {}

  private WebPage(Map<String, File> files) {
    this.files = Map.copyOf(files);
  }

  static WebPage load() {
    Map<String, File> files = new HashMap<>();
    for (String name : FILES) {
      files.put("/" + name, load("/web/" + name));
    }
    files.put("/" + CLIENT, load("/META-INF/resources/" + CLIENT));
    files.put("/", load("/web/index.html"));
    return new WebPage(files);
  }

  /**
   * The response to a request for a path.
   *
   * @param path as the client sent it
   * @param knownTag the tag of the version that the client has, or nothing
   */
  HttpResponse file(String path, String knownTag) {
    File file = files.get(path);
    if (file == null) {
      return HttpResponse.notFound();
    }
    return file.tag.equals(knownTag) ? file.notModified : file.response;
  }

  private static File load(String resource) {
    byte[] content = read(resource);
    String contentType = CONTENT_TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
    if (contentType == null) {
      throw new IllegalStateException("no content type for " + resource);
    }
    String tag = '"' + digest(content) + '"';
    return new File(
        tag,
        cached(HttpResponse.of(200, contentType, content), tag),
        cached(HttpResponse.of(304, contentType, new byte[0]), tag));
  }

  /** A browser may keep the file, and asks each time whether it still holds. */
  private static HttpResponse cached(HttpResponse response, String tag) {
    return response.withHeader("ETag", tag).withHeader("Cache-Control", "no-cache");
  }

  private static byte[] read(String resource) {
    try (InputStream file = WebPage.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  private static String digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

package dev.chatengine.transport.ws.handshake;

import dev.chatengine.transport.ws.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Encodes HTTP responses. */
public final class ResponseEncoder {
  private ResponseEncoder() {}

  /**
   * Encodes a response that ends its connection.
   *
   * @param withBody false for the response to HEAD
   */
  public static byte[] encode(HttpResponse response, boolean withBody) {
    int status = response.status();
    byte[] body = response.body();
    StringBuilder head = new StringBuilder(160);
    head.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
    boolean bodyless = status == 204 || status == 304;
    if (!bodyless) {
      head.append("Content-Type: ").append(response.contentType()).append("\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    response
        .headers()
        .forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Connection: close\r\n\r\n");
    byte[] encoded = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    if (!withBody || bodyless || body.length == 0) {
      return encoded;
    }
    byte[] whole = new byte[encoded.length + body.length];
    System.arraycopy(encoded, 0, whole, 0, encoded.length);
    System.arraycopy(body, 0, whole, encoded.length, body.length);
    return whole;
  }

  private static String reason(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 204 -> "No Content";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 304 -> "Not Modified";
      case 307 -> "Temporary Redirect";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 414 -> "URI Too Long";
      case 426 -> "Upgrade Required";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 500 -> "Internal Server Error";
      case 503 -> "Service Unavailable";
      case 505 -> "HTTP Version Not Supported";
      default -> "Status " + status;
    };
  }
}

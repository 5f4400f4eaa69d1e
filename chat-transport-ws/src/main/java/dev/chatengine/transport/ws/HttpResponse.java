package dev.chatengine.transport.ws;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The response to a plain HTTP request, held in memory. Immutable. */
public final class HttpResponse {
  /** What the transport writes itself. */
  private static final Set<String> RESERVED =
      Set.of("content-length", "connection", "transfer-encoding", "content-type");

  private final int status;
  private final String contentType;
  private final byte[] body;
  private final Map<String, String> headers;

  private HttpResponse(int status, String contentType, byte[] body, Map<String, String> headers) {
    this.status = status;
    this.contentType = contentType;
    this.body = body;
    this.headers = headers;
  }

  /**
   * A response with a body.
   *
   * @param status 200 to 599
   * @param contentType the value of the header {@code Content-Type}
   * @param body the body, copied
   * @return a response
   * @throws IllegalArgumentException if the status or the content type cannot be sent
   */
  public static HttpResponse of(int status, String contentType, byte[] body) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be 200 to 599, but is " + status);
    }
    checkValue("contentType", contentType);
    return new HttpResponse(status, contentType, body.clone(), Map.of());
  }

  /**
   * A response of plain text in UTF-8.
   *
   * @param status 200 to 599
   * @param text the body
   * @return a response
   * @throws IllegalArgumentException if the status cannot be sent
   */
  public static HttpResponse text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The response for a path at which there is nothing.
   *
   * @return a response with status 404
   */
  public static HttpResponse notFound() {
    return text(404, "Not Found\n");
  }

  /**
   * The same response with one more header.
   *
   * @param name the header's name, a token of HTTP; not one of those that the transport writes
   *     ({@code Content-Length}, {@code Content-Type}, {@code Connection}, {@code
   *     Transfer-Encoding})
   * @param value its value, without line breaks; replaces an earlier one of the same name and case
   * @return a new response
   * @throws IllegalArgumentException if the name or the value cannot be sent
   */
  public HttpResponse withHeader(String name, String value) {
    if (!HttpHead.isToken(name)) {
      throw new IllegalArgumentException("name must be a token of HTTP");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(name + " is written by the transport");
    }
    checkValue("value", value);
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new HttpResponse(status, contentType, body, more);
  }

  /**
   * The status.
   *
   * @return 200 to 599
   */
  public int status() {
    return status;
  }

  /**
   * The whole response as it goes out.
   *
   * @param withBody false for the response to HEAD
   */
  byte[] encode(boolean withBody) {
    StringBuilder head = new StringBuilder(160);
    head.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
    boolean bodyless = status == 204 || status == 304;
    if (!bodyless) {
      head.append("Content-Type: ").append(contentType).append("\r\n");
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
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

  private static void checkValue(String what, String value) {
    Objects.requireNonNull(value, what);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new IllegalArgumentException(what + " must be printable Latin-1 text on one line");
      }
    }
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

  /** Leaves out the headers and the body. */
  @Override
  public String toString() {
    return "HttpResponse[" + status + " " + contentType + ", " + body.length + " bytes]";
  }
}

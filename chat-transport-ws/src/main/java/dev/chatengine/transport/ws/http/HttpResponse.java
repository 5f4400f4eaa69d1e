package dev.chatengine.transport.ws.http;

import dev.chatengine.transport.ws.request.HttpHead;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The response to a plain HTTP request, held in memory. Immutable. */
public final class HttpResponse {
  /** The headers that the transport writes itself. */
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
   * The response for a path without content.
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
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new HttpResponse(status, contentType, body, all);
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
   * The type of the body.
   *
   * @return the value of the header {@code Content-Type}
   */
  public String contentType() {
    return contentType;
  }

  /**
   * The headers that {@link #withHeader} has added.
   *
   * @return names and values, in their order, not modifiable
   */
  public Map<String, String> headers() {
    return Collections.unmodifiableMap(headers);
  }

  /**
   * The body.
   *
   * @return a copy; empty if there is none
   */
  public byte[] body() {
    return body.clone();
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

  /** Excludes the headers and the body. */
  @Override
  public String toString() {
    return "HttpResponse[" + status + " " + contentType + ", " + body.length + " bytes]";
  }
}

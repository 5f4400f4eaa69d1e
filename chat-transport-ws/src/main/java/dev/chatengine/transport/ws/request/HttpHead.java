package dev.chatengine.transport.ws.request;

import dev.chatengine.spi.ConnectionRequest;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The head of a request, read as strictly as RFC 9112 demands: anything ambiguous is refused. */
public final class HttpHead {
  private final String method;
  private final boolean http11;
  private final ConnectionRequest request;

  private HttpHead(String method, boolean http11, ConnectionRequest request) {
    this.method = method;
    this.http11 = http11;
    this.request = request;
  }

  /** The head cannot be read; carries the status of the answer. */
  public static final class BadHeadException extends Exception {
    private static final long serialVersionUID = 1L;
    private final int status;

    BadHeadException(int status, String message) {
      // No stack trace: this is an answer to a client, not a fault of the program.
      super(message, null, false, false);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  public String method() {
    return method;
  }

  public boolean http11() {
    return http11;
  }

  public ConnectionRequest request() {
    return request;
  }

  /** This head with the address of the client instead of the peer. */
  public HttpHead from(InetAddress client) {
    return new HttpHead(method, http11, request.withRemoteAddress(client.getHostAddress()));
  }

  /**
   * Whether a header, which is a list, contains a token.
   *
   * @param token in lower case
   */
  public boolean lists(String header, String token) {
    for (String value : request.headers(header)) {
      for (String element : value.split(",", -1)) {
        if (element.trim().toLowerCase(Locale.ROOT).equals(token)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Reads a head.
   *
   * @param bytes contain the head
   * @param length the end of the head, including its empty line
   * @param remoteAddress the peer
   */
  public static HttpHead parse(byte[] bytes, int length, String remoteAddress)
      throws BadHeadException {
    // Latin-1 maps every byte to one character, so decoding loses and joins nothing.
    String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n");
    String[] line = text.substring(0, end).split(" ", -1);
    if (line.length != 3 || !isToken(line[0]) || !isTarget(line[1])) {
      throw new BadHeadException(400, "request line");
    }
    boolean http11 = line[2].equals("HTTP/1.1");
    if (!http11 && !line[2].equals("HTTP/1.0")) {
      boolean version = line[2].matches("HTTP/[0-9]\\.[0-9]");
      throw new BadHeadException(version ? 505 : 400, "version");
    }
    ConnectionRequest.Builder request = ConnectionRequest.builder(remoteAddress);
    target(line[1], request);
    int hosts = 0;
    for (int from = end + 2; ; from = end + 2) {
      end = text.indexOf("\r\n", from);
      if (end <= from) {
        break;
      }
      int colon = text.indexOf(':', from);
      if (colon < 0 || colon > end || !isToken(text.substring(from, colon))) {
        throw new BadHeadException(400, "header");
      }
      String name = text.substring(from, colon);
      String value = text.substring(colon + 1, end);
      if (!isFieldValue(value)) {
        throw new BadHeadException(400, "header value");
      }
      if (name.equalsIgnoreCase("host")) {
        hosts++;
      }
      request.header(name, value.strip());
    }
    if (hosts > 1 || (http11 && hosts == 0)) {
      throw new BadHeadException(400, "host");
    }
    return new HttpHead(line[0], http11, request.build());
  }

  private static void target(String target, ConnectionRequest.Builder request)
      throws BadHeadException {
    int mark = target.indexOf('?');
    request.path(mark < 0 ? target : target.substring(0, mark));
    if (mark < 0) {
      return;
    }
    Map<String, List<String>> query = new LinkedHashMap<>();
    try {
      for (String pair : target.substring(mark + 1).split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = decode(equals < 0 ? pair : pair.substring(0, equals));
          String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
          query.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new BadHeadException(400, "query");
    }
    request.query(query);
  }

  private static String decode(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  /** Origin form only: the other forms are for proxies. */
  private static boolean isTarget(String target) {
    if (!target.startsWith("/")) {
      return false;
    }
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '#') {
        return false;
      }
    }
    return true;
  }

  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isFieldValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "HttpHead[" + method + " " + request.path() + "]";
  }
}

package dev.chatengine.transport.ws.request;

import dev.chatengine.spi.ConnectionRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The web pages from which browsers may connect. A browser sends the origin of the page that opens
 * a WebSocket in the header {@code Origin}. Only this check keeps a foreign page from connecting
 * with the user's cookies.
 */
public final class AllowedOrigins {
  /** Allows the pages on the transport's own port. */
  public static final String SAME = "same-origin";

  /**
   * Origins of web pages, and of an application's own pages: {@code file://} on Android, {@code
   * capacitor://localhost} and the like.
   */
  private static final Pattern ORIGIN =
      Pattern.compile(
          "file://|((?!wss?:|file:)[a-z][a-z0-9+.-]*)://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::([0-9]{1,5}))?");

  private final boolean all;
  private final boolean same;
  private final boolean tls;
  private final Set<String> origins;

  private AllowedOrigins(boolean all, boolean same, boolean tls, Set<String> origins) {
    this.all = all;
    this.same = same;
    this.tls = tls;
    this.origins = origins;
  }

  /**
   * From a list of origins.
   *
   * @param origins null to allow all
   * @param tls whether clients of the transport use TLS
   */
  public static AllowedOrigins of(@Nullable List<String> origins, boolean tls) {
    if (origins == null) {
      return new AllowedOrigins(true, false, tls, Set.of());
    }
    Set<String> normal = new HashSet<>();
    for (String origin : origins) {
      if (!origin.equals(SAME)) {
        normal.add(check(origin));
      }
    }
    return new AllowedOrigins(false, origins.contains(SAME), tls, normal);
  }

  /**
   * The form of an origin for comparison: in lower case, with its port.
   *
   * @throws IllegalArgumentException if it is not an origin
   */
  public static String check(String origin) {
    String normal = normal(origin);
    if (normal == null) {
      throw new IllegalArgumentException(
          "allowedOrigins must be as browsers send them, scheme://host or scheme://host:port"
              + " without a path, or "
              + SAME
              + ", but one is '"
              + origin
              + "'");
    }
    return normal;
  }

  private static @Nullable String normal(String origin) {
    Matcher matcher = ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return null;
    }
    String scheme = matcher.group(1);
    String port = matcher.group(3);
    if (scheme == null || (port == null && !scheme.equals("https") && !scheme.equals("http"))) {
      return matcher.group();
    }
    int number = port != null ? Integer.parseInt(port) : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + matcher.group(2) + ":" + number;
  }

  /**
   * Whether an upgrade is allowed. A client without an origin is not a browser, and is allowed.
   *
   * @param proxied whether the request comes from a trusted proxy
   */
  public boolean allow(ConnectionRequest request, boolean proxied) {
    List<String> named = request.headers("origin");
    if (all || named.isEmpty()) {
      return true;
    }
    String origin = named.size() == 1 ? normal(named.get(0)) : null;
    if (origin == null) {
      return false;
    }
    return origins.contains(origin) || (same && isSame(origin, request, proxied));
  }

  /**
   * Whether an origin is the address to which the browser has connected. Without TLS here, a proxy
   * may have ended TLS; if no trusted proxy names the scheme, the origin's scheme is accepted.
   */
  private boolean isSame(String origin, ConnectionRequest request, boolean proxied) {
    String scheme = origin.substring(0, origin.indexOf(':'));
    String known =
        forwarded(request, proxied, "x-forwarded-proto")
            // Some proxies send ws or wss.
            .map(proto -> proto.toLowerCase(Locale.ROOT).replaceFirst("^ws", "http"))
            .orElse(tls ? "https" : scheme);
    Optional<String> host =
        forwarded(request, proxied, "x-forwarded-host").or(() -> request.header("host"));
    return scheme.equals(known)
        && host.isPresent()
        && origin.equals(normal(scheme + "://" + host.get()));
  }

  /** The value from the first proxy, to which the browser has connected. */
  private static Optional<String> forwarded(
      ConnectionRequest request, boolean proxied, String header) {
    return proxied
        ? request.header(header).map(value -> value.split(",", 2)[0].strip())
        : Optional.empty();
  }
}

package dev.chatengine.bus.redis.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslOptions;

/** The parts of a Redis URI. Neither its text nor its exceptions contain the credentials. */
public final class RedisUri {
  private static final int DEFAULT_PORT = 6379;
  private static final int DEFAULT_SENTINEL_PORT = 26_379;

  /** The kind of server. */
  enum Kind {
    SERVER,
    CLUSTER,
    SENTINELS
  }

  private final Kind kind;
  private final boolean tls;
  private final Set<HostAndPort> hosts = new LinkedHashSet<>();
  private final @Nullable String user;
  private final @Nullable String password;
  private final int database;
  private final String master;

  private RedisUri(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme();
    tls = scheme.startsWith("rediss");
    Map<String, String> parameters = parameters(uri.getRawQuery());
    boolean cluster = flag(parameters.remove("cluster"));
    String namedMaster = parameters.remove("master");
    if (!parameters.isEmpty()) {
      throw bad("parameters other than cluster and master are not known");
    }
    if (uri.getRawFragment() != null) {
      throw bad("it has a fragment");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    int at = authority.lastIndexOf('@');
    String credentials = at < 0 ? "" : authority.substring(0, at);
    int colon = credentials.indexOf(':');
    if (at >= 0 && colon < 0) {
      throw bad("before the @ there is neither user:password nor :password");
    }
    user = colon <= 0 ? null : decode(credentials.substring(0, colon));
    password = colon < 0 ? null : decode(credentials.substring(colon + 1));

    String[] listed = authority.substring(at + 1).split(",", -1);
    kind = kind(scheme, cluster || listed.length > 1);
    for (String host : listed) {
      hosts.add(host(host, kind == Kind.SENTINELS ? DEFAULT_SENTINEL_PORT : DEFAULT_PORT));
    }
    database = database(uri.getRawPath() == null ? "" : uri.getRawPath());
    if (kind == Kind.CLUSTER && database != 0) {
      throw bad("it names a database, which a cluster does not have");
    }
    if (kind == Kind.SENTINELS ? namedMaster == null : namedMaster != null) {
      throw bad("?master=NAME belongs to the URI of sentinels, and to no other");
    }
    master = namedMaster == null ? "" : namedMaster;
  }

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if this is not the URI of a Redis
   */
  public static RedisUri parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      // Without a cause, which would quote the URI.
      throw bad("it is malformed");
    }
    return new RedisUri(uri);
  }

  private static IllegalArgumentException bad(String why) {
    return new IllegalArgumentException(
        "the Redis URI cannot be used: "
            + why
            + "; it must look like redis://user:password@host:6379/0, or begin with rediss,"
            + " redis-cluster or redis-sentinel, with special characters in user names and"
            + " passwords percent-encoded");
  }

  private static Kind kind(String scheme, boolean cluster) {
    return switch (scheme) {
      case "redis", "rediss" -> cluster ? Kind.CLUSTER : Kind.SERVER;
      case "redis-cluster", "rediss-cluster" -> Kind.CLUSTER;
      case "redis-sentinel", "rediss-sentinel" -> Kind.SENTINELS;
      default -> throw bad("its scheme is not known");
    };
  }

  private static HostAndPort host(String text, int defaultPort) {
    int colon = text.lastIndexOf(':');
    boolean hasPort = colon > text.lastIndexOf(']');
    String host = hasPort ? text.substring(0, colon) : text;
    if (host.isEmpty() || (host.indexOf(':') >= 0 && !host.startsWith("["))) {
      throw bad("a host is missing or malformed");
    }
    if (!hasPort) {
      return new HostAndPort(host, defaultPort);
    }
    int port = number(text.substring(colon + 1), 65_535);
    if (port < 1) {
      throw bad("a port is not 1 to 65535");
    }
    return new HostAndPort(host, port);
  }

  private static int database(String path) {
    if (path.isEmpty() || path.equals("/")) {
      return 0;
    }
    int number = number(path.substring(1), Integer.MAX_VALUE);
    if (number < 0) {
      throw bad("its path is not the number of a database");
    }
    return number;
  }

  /** -1 if the text is not a number in this range. */
  private static int number(String text, int max) {
    try {
      int number = Integer.parseInt(text);
      return number <= max ? number : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new TreeMap<>();
    if (query != null && !query.isEmpty()) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals < 1) {
          throw bad("a parameter is not of the form name=value");
        }
        parameters.put(pair.substring(0, equals), decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  private static boolean flag(@Nullable String value) {
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw bad("cluster is neither true nor false");
  }

  /** A plus stands for itself, unlike in forms. */
  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad("a percent sign is not followed by two hexadecimal digits");
    }
  }

  Kind kind() {
    return kind;
  }

  Set<HostAndPort> hosts() {
    return hosts;
  }

  HostAndPort firstHost() {
    return hosts.iterator().next();
  }

  /** The sentinels' name of the primary; empty for other kinds. */
  String master() {
    return master;
  }

  /** Applies the URI to a client's configuration. */
  void configure(DefaultJedisClientConfig.Builder config) {
    config.user(user).password(password).database(database);
    if (tls) {
      // Verifies the certificate and the host's name.
      config.sslOptions(SslOptions.defaults());
    }
  }

  /** The hosts. */
  @Override
  public String toString() {
    return hosts.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
  }
}

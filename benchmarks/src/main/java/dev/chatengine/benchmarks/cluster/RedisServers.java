package dev.chatengine.benchmarks.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

/** The Redis that {@code CHAT_TEST_REDIS_URI} names, or one in this process. */
final class RedisServers implements AutoCloseable {
  private static final Pattern COMMANDS = Pattern.compile("total_commands_processed:(\\d+)");
  private static final Pattern VERSION = Pattern.compile("redis_version:(\\S+)");

  private final RedisServer own;
  private final String uri;
  private final RedisClient client;

  private RedisServers(RedisServer own, String uri) {
    this.own = own;
    this.uri = uri;
    this.client = RedisClient.create(uri);
  }

  static RedisServers start() throws IOException {
    String given = System.getenv("CHAT_TEST_REDIS_URI");
    int port = freePort();
    RedisServer own =
        RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
    if (given != null && !given.isBlank()) {
      return new RedisServers(own, given);
    }
    own.start();
    return new RedisServers(own, "redis://127.0.0.1:" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String uri() {
    return uri;
  }

  String description() {
    return "Redis " + find(VERSION, client.info("server"));
  }

  /** The number of commands processed so far, including those of scripts. */
  long commands() {
    return Long.parseLong(find(COMMANDS, client.info("stats")));
  }

  private static String find(Pattern pattern, String info) {
    Matcher matcher = pattern.matcher(info);
    return matcher.find() ? matcher.group(1) : "0";
  }

  @Override
  public void close() throws IOException {
    client.close();
    if (own.isActive()) {
      own.stop();
    }
  }
}

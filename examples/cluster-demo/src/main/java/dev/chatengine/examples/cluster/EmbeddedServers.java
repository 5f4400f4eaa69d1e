package dev.chatengine.examples.cluster;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/**
 * A Redis and a MongoDB on free ports of this machine, which keep no data when they end: for trials
 * and tests only.
 */
final class EmbeddedServers implements AutoCloseable {
  private final MongoServer mongo;
  private final InetSocketAddress mongoAddress;
  private final RedisServer redis;
  private final int redisPort;

  EmbeddedServers() {
    mongo = new MongoServer(new MemoryBackend().version(ServerVersion.MONGO_5_0));
    mongoAddress = mongo.bind();
    redisPort = freePort();
    try {
      redis =
          RedisServer.newRedisServer()
              .port(redisPort)
              .bind("127.0.0.1")
              .setting("save \"\"")
              .build();
    } catch (IOException e) {
      mongo.shutdownNow();
      throw new UncheckedIOException("Cannot unpack Redis", e);
    }
    startRedis();
  }

  void startRedis() {
    try {
      redis.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start Redis", e);
    }
  }

  void stopRedis() {
    try {
      redis.stop();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot stop Redis", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String mongoUri() {
    return "mongodb://127.0.0.1:" + mongoAddress.getPort() + "/chat";
  }

  String redisUri() {
    return "redis://127.0.0.1:" + redisPort;
  }

  @Override
  public void close() {
    try {
      stopRedis();
    } finally {
      mongo.shutdownNow();
    }
  }
}

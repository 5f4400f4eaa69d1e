package dev.chatengine.bus.redis.cluster;

import dev.chatengine.ChatEngine;
import dev.chatengine.bus.redis.RedisBus;
import dev.chatengine.bus.redis.RedisBusOptions;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.RateLimit;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One engine with its own way to Redis. */
final class RedisNode {
  /** The shorter these are, the sooner an outage is noticed, and the sooner a test is over. */
  private static final Duration TIMEOUT = Duration.ofMillis(500);

  private static final Duration DEADLINE = Duration.ofSeconds(2);

  final String name;
  final RedisProxy proxy;
  final ChatEngine engine;
  private volatile boolean dead;

  RedisNode(
      String name, InetSocketAddress redis, String namespace, Duration lease, MessageStore store) {
    this.name = name;
    proxy = new RedisProxy(redis);
    RedisBusOptions options =
        RedisBusOptions.builder()
            .namespace(namespace)
            .timeout(TIMEOUT)
            .probeInterval(TIMEOUT)
            .probeDeadline(TIMEOUT)
            .build();
    engine =
        ChatEngine.builder()
            .nodeId(name)
            .messageStore(store)
            .cluster(RedisBus.connect(proxy.uri(), options))
            .authenticator(RedisNode::authenticate)
            .connectionRate(RateLimit.UNLIMITED)
            .pluginDeadline(DEADLINE)
            .lease(lease)
            .build();
  }

  /** Who brings a token is a user of that name, others are guests. */
  private static Authentication authenticate(ConnectionRequest request) {
    return request
        .token()
        .map(name -> Authentication.accepted(User.of(name, name)))
        .orElse(Authentication.anonymous());
  }

  boolean isDead() {
    return dead;
  }

  /** Ends it without a word to anybody: Redis is out of its reach when its threads end. */
  void kill() {
    dead = true;
    proxy.cut();
    engine.close(Duration.ZERO);
    proxy.close();
  }

  void close() {
    close(Duration.ofSeconds(1));
  }

  /** Shuts it down well, if that is done within the time. */
  void close(Duration timeout) {
    if (!dead) {
      dead = true;
      engine.close(timeout);
      proxy.close();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.chatengine.bus.redis;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.PresenceRegistry.Registration;
import dev.chatengine.spi.SessionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/** The words in which the tests of the registry in Redis are written: one chat on one server. */
final class Presence {
  static final Room ROOM = new Room("general");
  static final Duration LEASE = Duration.ofSeconds(10);
  static final Duration GRACE = Duration.ofSeconds(30);

  private final AtomicLong elapsed = new AtomicLong();
  private final AtomicLong clockSet = new AtomicLong();
  private final String namespace;
  private final RedisPresenceOptions options;

  Presence(String namespace) {
    this(namespace, RedisPresenceOptions.defaults());
  }

  Presence(String namespace, RedisPresenceOptions options) {
    this.namespace = namespace;
    this.options = options;
  }

  RedisPresenceRegistry open(UnifiedJedis client) {
    return RedisPresenceRegistry.create(
        client,
        namespace,
        options,
        () -> TimeUnit.NANOSECONDS.toMicros(elapsed.get() + clockSet.get()),
        () -> System.nanoTime() + elapsed.get());
  }

  /** Lets time pass everywhere. */
  void advance(Duration duration) {
    elapsed.addAndGet(duration.toNanos());
  }

  /** Sets the server's clock, forward or back. */
  void setServerClock(Duration duration) {
    clockSet.addAndGet(duration.toNanos());
  }

  /** The registry's keys, without what they have in common. */
  List<String> keys(UnifiedJedis client) {
    String prefix = "{" + namespace + ":presence}:";
    return client.keys(prefix + "*").stream()
        .map(key -> key.substring(prefix.length()))
        .sorted()
        .toList();
  }

  static Registration register(
      PresenceRegistry registry,
      String node,
      String session,
      User user,
      @Nullable String token,
      Room... rooms) {
    return registry.register(
        new SessionRecord(session, node, user, Duration.ZERO, Set.of(rooms), token), GRACE);
  }

  static User user(String name) {
    return User.builder(name).name(name).build();
  }

  static List<String> names(PresenceRegistry registry, Room room) {
    return registry.members(room).members().stream().map(member -> member.username()).toList();
  }

  static List<String> texts(List<MembershipChange> changes) {
    return changes.stream()
        .map(change -> change.room().name() + " " + change.member().userId() + " " + change.kind())
        .toList();
  }

  static List<MembershipChange> expireAll(PresenceRegistry registry, int limit) {
    List<MembershipChange> all = new ArrayList<>();
    List<MembershipChange> some = registry.expire(limit);
    while (!some.isEmpty()) {
      all.addAll(some);
      some = registry.expire(limit);
    }
    return all;
  }
}

package dev.chatengine.bus.redis;

import static org.awaitility.Awaitility.await;

import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A node's end of the bus, which remembers what it heard. */
final class Ear implements Broadcaster.Receiver, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final RedisBus bus;
  final Broadcaster broadcaster;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger missedAll = new AtomicInteger();

  Ear(RedisBus bus) {
    this.bus = bus;
    broadcaster = bus.broadcaster();
    broadcaster.start(this);
  }

  void subscribe(String... rooms) {
    for (String room : rooms) {
      broadcaster.subscribe(Set.<Address>of(new Room(room)));
    }
  }

  /** Asserts that another end hears what one of them says; both are closed then. */
  static void assertCarries(RedisBus one, RedisBus other) {
    try (Ear mouth = new Ear(one);
        Ear ear = new Ear(other)) {
      ear.subscribe("tea");
      mouth.say("tea", "hello");
      await().atMost(PATIENCE).until(() -> ear.heard().contains("hello"));
    }
  }

  /** Lets another end say something again and again, until this one hears it. */
  void awaitFrom(Ear mouth, String room, String text) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(RedisUnavailableException.class)
        .until(
            () -> {
              mouth.say(room, text);
              return heard.contains(text);
            });
  }

  void say(String room, String text) {
    broadcaster.publish(
        List.of(
            new Broadcaster.Envelope(
                new Room(room), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))));
  }

  @Override
  public void received(Broadcaster.Envelope envelope) {
    heard.add(StandardCharsets.UTF_8.decode(envelope.payload().duplicate()).toString());
  }

  @Override
  public void mayHaveMissed(Set<Address> addresses) {
    if (addresses.isEmpty()) {
      missedAll.incrementAndGet();
    }
  }

  List<String> heard() {
    return heard;
  }

  /** How often it was told that it may have missed something anywhere. */
  int missedAll() {
    return missedAll.get();
  }

  @Override
  public void close() {
    bus.close();
  }
}

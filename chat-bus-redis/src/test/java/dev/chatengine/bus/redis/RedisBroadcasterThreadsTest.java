package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chatengine.bus.redis.client.ServersDouble;
import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A broadcaster's threads when all goes wrong, without any Redis. */
@Timeout(60)
class RedisBroadcasterThreadsTest {
  private static final Receiver NOBODY =
      new Receiver() {
        @Override
        public void received(Envelope envelope) {}

        @Override
        public void mayHaveMissed(Set<Address> addresses) {}
      };

  private final RedisBusOptions options =
      RedisBusOptions.builder().namespace("threads").timeout(Duration.ofMillis(100)).build();
  private final ServersDouble servers = new ServersDouble();
  private final RedisBroadcaster broadcaster = new RedisBroadcaster(servers, options);

  private static boolean isThreadLeft() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().startsWith("chat-redis"));
  }

  @Test
  void anErrorOfTheClientDoesNotEndTheKeeper() {
    servers.connectBy(
        () -> {
          throw new NoClassDefFoundError("the client is not complete");
        });
    broadcaster.start(NOBODY);
    assertThatThrownBy(() -> broadcaster.subscribe(Set.of(new Room("tea"))))
        .isInstanceOf(RedisUnavailableException.class);
    int before = servers.connects.get();

    await().until(() -> servers.connects.get() > before + 2);
    assertThat(broadcaster.outage())
        .hasValueSatisfying(text -> assertThat(text).contains("not complete"));
    broadcaster.close();
  }

  @Test
  void whoOnlyPublishesNoticesThatAShardWasReplaced() {
    servers.connectBy(
        () -> {
          throw new JedisConnectionException("refused");
        });
    broadcaster.start(NOBODY);
    assertThat(servers.refreshes).hasValue(0);

    assertThatThrownBy(
            () ->
                broadcaster.publish(
                    List.of(new Envelope(new Room("tea"), ByteBuffer.wrap(new byte[] {1})))))
        .isInstanceOf(RedisUnavailableException.class);

    await().until(() -> servers.refreshes.get() > 0);
    broadcaster.close();
  }

  @Test
  void whoeverClosesWhileItStartsLeavesNoThread() throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 300; i++) {
        RedisBroadcaster closing = new RedisBroadcaster(servers, options);
        CyclicBarrier together = new CyclicBarrier(2);
        Future<?> start =
            two.submit(
                () -> {
                  together.await();
                  try {
                    closing.start(NOBODY);
                  } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("closed");
                  }
                  return null;
                });
        Future<?> close =
            two.submit(
                () -> {
                  together.await();
                  closing.close();
                  return null;
                });
        start.get();
        close.get();
      }
    } finally {
      two.shutdown();
    }
    await().until(() -> !isThreadLeft());
  }
}

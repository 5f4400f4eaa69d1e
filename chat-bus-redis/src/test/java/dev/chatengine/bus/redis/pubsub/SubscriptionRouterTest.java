package dev.chatengine.bus.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.bus.redis.client.ServersDouble;
import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which shard is asked for which channel, when no shard carries some of them. */
class SubscriptionRouterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String NEW = "new:6379";
  private static final Room LOST = new Room("lost");
  private static final Room TEA = new Room("tea");

  private final PubSubSettings settings =
      new PubSubSettings(SECOND, SECOND, SECOND, SECOND, 10, 1 << 20);
  private final ChannelNames names = new ChannelNames("slots");
  private final ServersDouble servers = new ServersDouble();
  private final AtomicInteger signals = new AtomicInteger();
  private final Header header = new Header();
  private final SubscriptionRouter router =
      new SubscriptionRouter(
          new Publisher(servers, names, header, () -> {}),
          settings,
          header,
          new PubSubListener() {
            @Override
            public void received(Address address, byte[] message) {}

            @Override
            public void missed(Set<Address> addresses) {}

            @Override
            public void signal() {
              signals.incrementAndGet();
            }
          });

  private @Nullable String serverOf(Room room) {
    return router.connections().stream()
        .filter(connection -> connection.subscriptions.addresses().contains(room))
        .map(connection -> connection.server)
        .findFirst()
        .orElse(null);
  }

  private static boolean saysUncarried(ServerHealth health) {
    return "no shard carries some channels".equals(health.reason());
  }

  @Test
  void aChannelWithoutAShardDoesNotKeepOthersFromBeingWanted() {
    servers.carry(names.of(LOST), "");

    assertThatThrownBy(() -> router.subscribe(new LinkedHashSet<Address>(List.of(LOST, TEA))))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("no shard carries")
        .hasMessageContaining("lost");

    assertThat(serverOf(LOST)).isNull();
    assertThat(serverOf(TEA)).isEqualTo(ServersDouble.USUAL);
    assertThat(router.mayHaveMovedSlots()).as("is looked for again").isTrue();
  }

  @Test
  void aChannelWithoutAShardDoesNotKeepOthersFromBeingFollowed() {
    servers.carry(names.of(LOST), "");
    assertThatThrownBy(() -> router.subscribe(new LinkedHashSet<Address>(List.of(LOST, TEA))))
        .isInstanceOf(UnavailableException.class);
    servers.carry(names.of(TEA), NEW);
    servers.carry(names.echo(header.senderId(), 1), NEW);

    assertThat(router.followSlots()).as("all are carried").isFalse();

    assertThat(serverOf(TEA)).isEqualTo(NEW);
    assertThat(router.health()).anyMatch(SubscriptionRouterTest::saysUncarried);
    assertThat(router.mayHaveMovedSlots()).as("is looked for again").isTrue();

    servers.carry(names.of(LOST), NEW);
    assertThat(router.followSlots()).as("all are carried").isTrue();
    assertThat(serverOf(LOST)).isEqualTo(NEW);
    assertThat(router.health()).noneMatch(SubscriptionRouterTest::saysUncarried);
    assertThat(router.mayHaveMovedSlots()).isFalse();
  }
}

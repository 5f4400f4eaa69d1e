package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which shard has what, when some channels are carried by none. */
class SubscriptionsTest {
  private static final String NEW = "new:6379";
  private static final Room LOST = new Room("lost");
  private static final Room TEA = new Room("tea");

  private final RedisBusOptions options = RedisBusOptions.builder().namespace("slots").build();
  private final ChannelNames names = new ChannelNames("slots");
  private final ServersDouble servers = new ServersDouble();
  private final AtomicInteger attended = new AtomicInteger();
  private final Header header = new Header();
  private final Subscriptions subscriptions =
      new Subscriptions(
          new Publisher(servers, names, header, () -> {}),
          options,
          header,
          new Subscriptions.Listener() {
            @Override
            public void received(Address address, byte[] message) {}

            @Override
            public void missed(Set<Address> addresses) {}

            @Override
            public void attend() {
              attended.incrementAndGet();
            }
          });

  private @Nullable String serverOf(Room room) {
    Subscription subscription = Objects.requireNonNull(subscriptions.find(names.of(room)));
    return subscription.subscriber == null ? null : subscription.subscriber.server;
  }

  @Test
  void whatNoShardCarriesDoesNotKeepTheRestFromBeingWanted() {
    servers.carry(names.of(LOST), "");

    assertThatThrownBy(
            () -> subscriptions.subscribe(new LinkedHashSet<Address>(List.of(LOST, TEA))))
        .isInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("no shard carries")
        .hasMessageContaining("lost");

    assertThat(serverOf(LOST)).isNull();
    assertThat(serverOf(TEA)).isEqualTo(ServersDouble.USUAL);
    assertThat(subscriptions.mayHaveMovedSlots()).as("is looked for again").isTrue();
  }

  @Test
  void whatNoShardCarriesDoesNotKeepTheRestFromBeingFollowed() {
    servers.carry(names.of(LOST), "");
    assertThatThrownBy(
            () -> subscriptions.subscribe(new LinkedHashSet<Address>(List.of(LOST, TEA))))
        .isInstanceOf(RedisUnavailableException.class);
    servers.carry(names.of(TEA), NEW);
    servers.carry(names.echo(header.senderId(), 1), NEW);

    assertThat(subscriptions.followSlots()).as("all are carried").isFalse();

    assertThat(serverOf(TEA)).isEqualTo(NEW);
    assertThat(subscriptions.uncarried()).isPresent();
    assertThat(subscriptions.mayHaveMovedSlots()).as("is looked for again").isTrue();

    servers.carry(names.of(LOST), NEW);
    assertThat(subscriptions.followSlots()).as("all are carried").isTrue();
    assertThat(serverOf(LOST)).isEqualTo(NEW);
    assertThat(subscriptions.uncarried()).isEmpty();
    assertThat(subscriptions.mayHaveMovedSlots()).isFalse();
  }
}

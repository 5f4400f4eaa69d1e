package dev.chatengine.bus.redis.pubsub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The table beside two simulated servers, whatever happens in whatever order. */
class SubscriptionTableTest {
  private static final int ROOMS = 4;
  private static final int SERVERS = 2;
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** What may happen. */
  private enum Kind {
    WANT,
    UNWANT,
    EXPIRE,
    SEND,
    ANSWER,
    REFUSE,
    CONNECT,
    LOSE,
    MOVE,
    END_SUBSCRIPTION
  }

  /** One thing that happens, to a room or a server. */
  record Step(Kind kind, int room, int server) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.integers().between(0, ROOMS - 1),
            Arbitraries.integers().between(0, SERVERS - 1))
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  @Property
  void serversSendWhatIsWantedAndNothingElse(@ForAll("steps") List<Step> steps) {
    Simulation simulation = new Simulation();
    for (Step step : steps) {
      simulation.run(step);
      simulation.assertWhatIsInForceIsSubscribed();
    }
    simulation.settle();
    simulation.assertExactlyWhatIsWantedIsSubscribed();
  }

  @Test
  void aLostSubscriptionIsReportedOnceItIsInForceAgain() {
    Simulation simulation = new Simulation();
    simulation.run(new Step(Kind.CONNECT, 0, 0));
    simulation.run(new Step(Kind.WANT, 0, 0));
    simulation.settle();
    assertThat(simulation.missed).isEmpty();

    simulation.run(new Step(Kind.MOVE, 0, 1));
    simulation.settle();
    assertThat(simulation.missed).containsExactly(Simulation.room(0));

    simulation.run(new Step(Kind.END_SUBSCRIPTION, 0, 1));
    simulation.settle();
    assertThat(simulation.missed).containsExactly(Simulation.room(0), Simulation.room(0));
  }

  @Test
  void theOldestOfTooManyLingeringChannelsAreGivenUp() {
    SubscriptionTable table = new SubscriptionTable(LINGER, 1);
    for (String channel : List.of("a", "b", "c")) {
      table.want(channel, new Room(channel), null);
      table.unwant(List.of(channel), 0);
    }
    assertThat(table.expireLingering(0, Long.MAX_VALUE)).isEqualTo(LINGER.toNanos());
    assertThat(table.channels()).containsExactly("c");
    assertThat(table.lingeringCount()).isOne();
  }

  /** A server that answers commands in order, and refuses those for channels that have moved. */
  private static final class SimulatedServer {
    final ServerSubscriptions subscriptions;
    @Nullable Object connection;
    boolean restored;
    final Queue<ServerSubscriptions.Batch> commands = new ArrayDeque<>();
    final Set<String> subscribed = new HashSet<>();

    /** Channels that moved away while a command for them was under way. */
    private final IdentityHashMap<ServerSubscriptions.Batch, Set<String>> movedMeanwhile =
        new IdentityHashMap<>();

    private final Predicate<String> isMoved;

    /**
     * Has no connection yet.
     *
     * @param isMoved whether another server carries a channel
     */
    SimulatedServer(SubscriptionTable table, String name, Predicate<String> isMoved) {
      this.isMoved = isMoved;
      subscriptions = new ServerSubscriptions(table, name, "echo of " + name);
    }

    void connect() {
      if (connection == null) {
        connection = new Object();
        assertThat(subscriptions.connected(connection)).isTrue();
      }
    }

    void lose() {
      if (connection != null) {
        assertThat(subscriptions.connectionLost(connection, "lost")).isNotNull();
        connection = null;
        restored = false;
        commands.clear();
        movedMeanwhile.clear();
        subscribed.clear();
      }
    }

    void send() {
      if (connection == null) {
        return;
      }
      ServerSubscriptions.Batch batch;
      if (restored) {
        batch = subscriptions.nextBatch(connection);
        if (batch != null) {
          assertThat(subscriptions.nextBatch(connection)).as("while it is written").isNull();
          subscriptions.written(connection);
        }
      } else if (commands.isEmpty()) {
        batch = subscriptions.nextToRestore(connection);
        restored = batch == null;
      } else {
        return;
      }
      if (batch != null) {
        commands.add(batch);
      }
    }

    Set<Address> answer() {
      ServerSubscriptions.Batch command = commands.poll();
      if (command == null) {
        return Set.of();
      }
      Object current = Objects.requireNonNull(connection);
      Set<String> moved = movedMeanwhile.getOrDefault(command, Set.of());
      movedMeanwhile.remove(command);
      List<Subscription> done = new ArrayList<>();
      for (Subscription subscription : command.subscriptions()) {
        if (isMoved.test(subscription.channel) || moved.contains(subscription.channel)) {
          subscriptions.refused(current, List.of(subscription), null);
        } else {
          done.add(subscription);
        }
      }
      List<String> channels = done.stream().map(subscription -> subscription.channel).toList();
      if (command.subscribe()) {
        subscribed.addAll(channels);
      } else {
        channels.forEach(subscribed::remove);
      }
      return subscriptions.replied(current, done);
    }

    void refuse() {
      ServerSubscriptions.Batch command = commands.peek();
      // Redis refuses to subscribe; it does not refuse to unsubscribe.
      if (command != null && command.subscribe() && restored) {
        commands.remove();
        subscriptions.refused(
            Objects.requireNonNull(connection), command.subscriptions(), "not allowed");
      }
    }

    void giveAway(String channel) {
      endSubscription(channel);
      commands.forEach(
          command -> movedMeanwhile.computeIfAbsent(command, key -> new HashSet<>()).add(channel));
    }

    void endSubscription(String channel) {
      if (connection != null && subscribed.remove(channel)) {
        subscriptions.slotMoved(connection, channel);
      }
    }
  }

  private static final class Simulation {
    final SubscriptionTable table = new SubscriptionTable(LINGER, 2);
    final List<SimulatedServer> servers = new ArrayList<>();
    final Map<String, SimulatedServer> carriers = new HashMap<>();
    final Set<String> wanted = new HashSet<>();
    final List<Address> missed = new ArrayList<>();
    long now;

    Simulation() {
      for (int i = 0; i < SERVERS; i++) {
        int number = i;
        servers.add(
            new SimulatedServer(
                table,
                "server " + i,
                channel ->
                    carriers.containsKey(channel) && carriers.get(channel) != servers.get(number)));
      }
    }

    static Room room(int number) {
      return new Room("room" + number);
    }

    private SimulatedServer carrier(String channel) {
      return carriers.computeIfAbsent(channel, key -> servers.get(0));
    }

    void run(Step step) {
      String channel = room(step.room()).name();
      SimulatedServer server = servers.get(step.server());
      now++;
      switch (step.kind()) {
        case WANT -> {
          wanted.add(channel);
          table.want(channel, room(step.room()), carrier(channel).subscriptions);
        }
        case UNWANT -> {
          wanted.remove(channel);
          table.unwant(List.of(channel), now);
        }
        case EXPIRE -> {
          now += LINGER.toNanos();
          table.expireLingering(now, Long.MAX_VALUE);
        }
        case SEND -> server.send();
        case ANSWER -> missed.addAll(server.answer());
        case REFUSE -> server.refuse();
        case CONNECT -> server.connect();
        case LOSE -> server.lose();
        case MOVE -> {
          // The former server ends its subscriptions of a slot that it gives away.
          carrier(channel).giveAway(channel);
          carriers.put(channel, server);
          table.slotsMoved(Map.of(channel, server.subscriptions));
        }
        case END_SUBSCRIPTION -> server.endSubscription(channel);
      }
    }

    /** Lets everything that is under way come to its end. */
    void settle() {
      now += LINGER.toNanos();
      for (int round = 0; round < 4; round++) {
        table.expireLingering(now, Long.MAX_VALUE);
        carriers.forEach(
            (channel, server) -> table.slotsMoved(Map.of(channel, server.subscriptions)));
        for (SimulatedServer server : servers) {
          server.connect();
          server.subscriptions.retryRefused();
          for (int i = 0; i < 2 * ROOMS + 2; i++) {
            server.send();
            missed.addAll(server.answer());
          }
        }
      }
    }

    void assertWhatIsInForceIsSubscribed() {
      for (String channel : table.channels()) {
        Subscription subscription = Objects.requireNonNull(table.find(channel));
        if (subscription.isInForce()) {
          assertThat(serverOf(subscription).subscribed).contains(channel);
        }
      }
    }

    private SimulatedServer serverOf(Subscription subscription) {
      return servers.stream()
          .filter(server -> server.subscriptions == subscription.server)
          .findFirst()
          .orElseThrow();
    }

    void assertExactlyWhatIsWantedIsSubscribed() {
      assertThat(table.channels()).containsExactlyInAnyOrderElementsOf(wanted);
      Set<String> all = new HashSet<>();
      for (SimulatedServer server : servers) {
        assertThat(server.subscriptions.health().up()).isTrue();
        assertThat(server.subscribed).contains("echo of " + server.subscriptions.server);
        server.subscribed.stream().filter(channel -> !channel.startsWith("echo")).forEach(all::add);
      }
      assertThat(all).isEqualTo(wanted);
      for (String channel : wanted) {
        assertThat(Objects.requireNonNull(table.find(channel)).isInForce()).isTrue();
        assertThat(carrier(channel).subscribed).contains(channel);
      }
    }
  }
}

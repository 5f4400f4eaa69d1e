package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.RateLimit;
import dev.chatengine.testkit.ManualScheduler;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients join, talk, leave and die as a seed tells them, while the scheduler runs what is ready in
 * an order of the seed's. Run more with {@code -Dchat.simulation.seeds=100000}, or one again with
 * {@code -Dchat.simulation.seed=1234}.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("chat.simulation.seeds", 400);
  private static final int ACTIONS = 150;
  private static final int MAX_CLIENTS = 8;
  private static final List<String> ROOMS = List.of("red", "green", "blue");

  /** How many nodes there are, and how the store, the registry and the bus behave. */
  enum Plugins {
    /** They never wait, as the defaults. */
    IN_PLACE(1),
    /** They answer later, in any order. */
    WAITING(1),
    /** They also fail now and then, before or after having done what they were asked for. */
    FAILING(1),
    /** Three nodes; what they tell each other overtakes itself. */
    CLUSTER(3),
    /** Nodes are also cut off and die, and what they tell each other is lost and doubled. */
    FAILING_CLUSTER(3);

    final int nodes;

    Plugins(int nodes) {
      this.nodes = nodes;
    }

    boolean failing() {
      return this == FAILING || this == FAILING_CLUSTER;
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyClientSeesItsRoomInOrderAndPresenceIsTrue(Plugins plugins) {
    Long one = Long.getLong("chat.simulation.seed");
    long first = one == null ? 0 : one;
    long last = one == null ? SEEDS - 1 : one;
    int received = 0;
    for (long seed = first; seed <= last; seed++) {
      try {
        received += new Run(seed, plugins).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + " with " + plugins + " plug-ins: " + e.getMessage(), e);
      }
    }
    assertThat(received).as("messages that clients received in all").isPositive();
  }

  @Test
  void theSameSeedGivesTheSameRun() {
    Run one = new Run(7, Plugins.WAITING);
    Run other = new Run(7, Plugins.WAITING);

    assertThat(one.run()).isEqualTo(other.run());
    assertThat(one.story).isEqualTo(other.story);
  }

  /** One seed's run. */
  private static final class Run {
    private final List<String> story = new ArrayList<>();
    private final SplittableRandom random;
    private final ManualScheduler scheduler;
    private final MessageStore store;
    private MemoryPresenceRegistry presence;
    private final WaitingPlugins waiting;
    private final SimulatedBus bus;
    private final Plugins plugins;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private int nodeCount;
    private int clientCount;
    private int received;

    Run(long seed, Plugins plugins) {
      random = new SplittableRandom(seed);
      scheduler = ManualScheduler.seeded(seed);
      store =
          MemoryMessageStore.builder()
              .clock(() -> Instant.ofEpochMilli(scheduler.currentTimeMillis()))
              .build();
      presence = emptyRegistry();
      waiting = new WaitingPlugins(random.split());
      bus = new SimulatedBus(scheduler, random.split());
      this.plugins = plugins;
      for (int i = 0; i < plugins.nodes; i++) {
        nodes.add(node());
      }
    }

    private MemoryPresenceRegistry emptyRegistry() {
      return MemoryPresenceRegistry.builder().shared(true).nanoClock(scheduler::nanoTime).build();
    }

    private SimulatedNode node() {
      waiting.faults(false);
      SimulatedNode node = new SimulatedNode("node" + ++nodeCount, scheduler, bus.end());
      node.start(
          builder -> {
            if (plugins != Plugins.IN_PLACE) {
              builder
                  .messageStore(waiting.waiting(store, node::isCut))
                  .presenceRegistry(waiting.waiting(() -> presence, node::isCut));
            } else {
              builder.messageStore(store).presenceRegistry(presence.another());
            }
            if (plugins.nodes > 1) {
              builder.broadcaster(node.bus);
            }
            return builder.connectionRate(RateLimit.UNLIMITED).historyOnJoin(5);
          });
      return node;
    }

    int run() {
      for (int i = 0; i < ACTIONS; i++) {
        faults(plugins.failing());
        act();
        int steps = random.nextInt(6);
        for (int step = 0; step < steps; step++) {
          scheduler.step();
        }
        if (plugins.nodes > 1) {
          scheduler.advance(Duration.ofMillis(random.nextInt(30)));
        }
        follow();
        if (random.nextInt(10) == 0) {
          settle();
        }
      }
      settle();
      faults(plugins.failing());
      clients.forEach(client -> client.connection().disconnect());
      settle();
      everybodyIsGone();
      return received;
    }

    private void faults(boolean on) {
      waiting.faults(on);
      bus.faults(on);
    }

    private void act() {
      int dice = random.nextInt(100);
      if (clients.isEmpty() || (dice < 8 && clients.size() < MAX_CLIENTS)) {
        String name = "client" + ++clientCount;
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        SimulatedClient client =
            new SimulatedClient(
                name, node, RecordingConnection.connect(node.engine(), node.scheduler::execute));
        clients.add(client);
        client.setName(name);
        story.add(name + " comes to " + node.name);
        return;
      }
      SimulatedClient client = clients.get(random.nextInt(clients.size()));
      if (dice < 25) {
        String room = ROOMS.get(random.nextInt(ROOMS.size()));
        client.join(room);
        story.add(client.name + " joins " + room);
      } else if (dice < 32) {
        client.leave();
        story.add(client.name + " leaves");
      } else if (dice < 37) {
        client.type();
      } else if (dice < 41) {
        client.connection().disconnect();
        clients.remove(client);
        received += client.received();
        story.add(client.name + " dies");
      } else if (dice < 43 && plugins == Plugins.FAILING_CLUSTER) {
        SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
        node.cut(!node.isCut());
        story.add(node.name + (node.isCut() ? " is cut off" : " is back"));
      } else if (dice < 44 && plugins == Plugins.FAILING_CLUSTER) {
        SimulatedNode node = nodes.remove(random.nextInt(nodes.size()));
        node.die();
        clients.removeIf(one -> one.node == node);
        nodes.add(node());
        story.add(node.name + " dies");
      } else if (dice < 45 && plugins.failing()) {
        presence = emptyRegistry();
        story.add("the registry loses its memory");
      } else {
        client.say();
        story.add(client.name + " speaks");
      }
    }

    private void follow() {
      clients.forEach(SimulatedClient::follow);
    }

    /** Lets everything come to rest, and compares what the clients believe with what is so. */
    private void settle() {
      scheduler.runUntilIdle();
      faults(false);
      nodes.forEach(node -> node.cut(false));
      scheduler.advance(plugins.failing() ? Duration.ofMinutes(3) : Duration.ofSeconds(6));
      follow();
      Map<String, Set<String>> present = new HashMap<>();
      for (SimulatedClient client : clients) {
        String room = client.room();
        if (room != null && !client.connection().isClosed()) {
          present.computeIfAbsent(room, name -> new HashSet<>()).add(String.valueOf(client.id()));
        }
      }
      for (String name : ROOMS) {
        Room room = new Room(name);
        Set<String> expected = present.getOrDefault(name, Set.of());
        Map<Conversation, Head> heads = store.heads(Set.of(room));
        long head = heads.getOrDefault(room, Head.EMPTY).seq();
        assertThat(presence.members(room).members().stream().map(Member::userId))
            .as("the registered members of %s", name)
            .containsExactlyInAnyOrderElementsOf(expected);
        for (SimulatedClient client : clients) {
          if (name.equals(client.room()) && !client.connection().isClosed()) {
            if (client.knowsItsPlace()) {
              assertThat(client.lastSeq())
                  .as("%s has all of %s", client.name, name)
                  .isEqualTo(head);
            }
            assertThat(client.members().keySet())
                .as("the members of %s as %s sees them", name, client.name)
                .containsExactlyInAnyOrderElementsOf(expected);
          }
        }
      }
    }

    private void everybodyIsGone() {
      clients.forEach(client -> received += client.received());
      for (SimulatedNode node : nodes) {
        assertThat(node.engine().stats().connections()).as("connections left").isZero();
        assertThat(node.engine().stats().rooms()).as("rooms left open").isZero();
      }
      assertThat(scheduler.readyTasks()).as("tasks left").isZero();
      assertThat(scheduler.waitingTimers())
          .as("timers beside those of the lease and the comparison")
          .isEqualTo(plugins == Plugins.IN_PLACE ? 1 : 2 * nodes.size());
      for (SimulatedNode node : nodes) {
        var ended = node.engine().shutdown(Duration.ofSeconds(1)).toCompletableFuture();
        scheduler.advance(Duration.ofSeconds(2));
        assertThat(ended).as("the engine's end").isCompleted();
      }
      assertThat(scheduler.waitingTimers()).as("timers left").isZero();
    }
  }
}

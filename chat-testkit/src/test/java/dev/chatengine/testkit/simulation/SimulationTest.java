package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.ChatEngine;
import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.memory.MemoryPresenceRegistry;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
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

  /** How the store and the registry behave. */
  enum Plugins {
    /** They never wait, as the defaults. */
    IN_PLACE,
    /** They answer later, in any order. */
    WAITING,
    /** They also fail now and then, before or after having done what they were asked for. */
    FAILING
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
    private final PresenceRegistry presence;
    private final WaitingPlugins waiting;
    private final Plugins plugins;
    private final ChatEngine engine;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private int clientCount;
    private int received;

    Run(long seed, Plugins plugins) {
      random = new SplittableRandom(seed);
      scheduler = ManualScheduler.seeded(seed);
      store =
          MemoryMessageStore.builder()
              .clock(() -> Instant.ofEpochMilli(scheduler.currentTimeMillis()))
              .build();
      presence = MemoryPresenceRegistry.builder().nanoClock(scheduler::nanoTime).build();
      waiting = new WaitingPlugins(random.split());
      this.plugins = plugins;
      boolean inPlace = plugins == Plugins.IN_PLACE;
      engine =
          ChatEngine.builder()
              .scheduler(scheduler)
              .messageStore(inPlace ? store : waiting.waiting(store))
              .presenceRegistry(inPlace ? presence : waiting.waiting(presence))
              .connectionRate(RateLimit.UNLIMITED)
              .historyOnJoin(5)
              .build();
    }

    int run() {
      for (int i = 0; i < ACTIONS; i++) {
        waiting.faults(plugins == Plugins.FAILING);
        act();
        int steps = random.nextInt(6);
        for (int step = 0; step < steps; step++) {
          scheduler.step();
        }
        follow();
        if (random.nextInt(10) == 0) {
          settle();
        }
      }
      settle();
      waiting.faults(plugins == Plugins.FAILING);
      clients.forEach(client -> client.connection().disconnect());
      settle();
      everybodyIsGone();
      return received;
    }

    private void act() {
      int dice = random.nextInt(100);
      if (clients.isEmpty() || (dice < 8 && clients.size() < MAX_CLIENTS)) {
        String name = "client" + ++clientCount;
        SimulatedClient client =
            new SimulatedClient(name, RecordingConnection.connect(engine, scheduler::execute));
        clients.add(client);
        client.setName(name);
        story.add(name + " comes");
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
      waiting.faults(false);
      scheduler.advance(plugins == Plugins.FAILING ? Duration.ofMinutes(3) : Duration.ofSeconds(6));
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
      assertThat(engine.stats().connections()).as("connections left").isZero();
      assertThat(engine.stats().rooms()).as("rooms left open").isZero();
      assertThat(scheduler.readyTasks()).as("tasks left").isZero();
      assertThat(scheduler.waitingTimers())
          .as("timers beside those of the lease and the comparison")
          .isEqualTo(plugins == Plugins.IN_PLACE ? 1 : 2);
      var ended = engine.shutdown(Duration.ofSeconds(1)).toCompletableFuture();
      scheduler.advance(Duration.ofSeconds(2));
      assertThat(ended).as("the engine's end").isCompleted();
      assertThat(scheduler.waitingTimers()).as("timers left").isZero();
    }
  }
}

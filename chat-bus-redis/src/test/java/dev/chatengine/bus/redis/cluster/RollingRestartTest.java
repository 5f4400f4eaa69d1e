package dev.chatengine.bus.redis.cluster;

import static dev.chatengine.bus.redis.cluster.RedisChat.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Nodes are shut down and replaced one after the other, while everybody talks. */
class RollingRestartTest {
  private static final int CLIENTS = 20;

  /** Of the load: some turns of each client. */
  private static final int SOME = 300;

  /** Of the load, which takes longer than a lease lives. */
  private static final int LONGER_THAN_A_LEASE = 800;

  /** More than it ever takes, so that nothing is broken off. */
  private static final Duration TO_SHUT_DOWN = Duration.ofSeconds(30);

  private final Set<Thread> before = Thread.getAllStackTraces().keySet();

  @Test
  void everyClientIsResumedAndNothingIsLostAndNobodySeesALeave() {
    try (RedisChat chat = new RedisChat(3)) {
      populate(chat);
      AtomicInteger turns = new AtomicInteger();
      try (Load load = new Load(() -> turn(chat, turns.getAndIncrement()))) {
        load.goOn(SOME);
        restart(chat, chat.node(0));
        load.goOn(SOME);
        restart(chat, chat.node(1));
        load.goOn(LONGER_THAN_A_LEASE);
      }
      chat.awaitRest(RedisChat.WHEN_BACK);
      chat.verify();
      nobodyWasSeenToComeOrGo(chat);
      for (ReturningClient client : chat.returning) {
        assertThat(client.closed()).as("how often %s was closed", client).isPositive();
        assertThat(client.resumed()).as("resumed, %s", client).isEqualTo(client.closed());
      }
    }
    noThreadIsLeft();
  }

  /** Watchers who speak the base protocol, on a node that stays, and clients on the others. */
  private static void populate(RedisChat chat) {
    for (String room : RedisChat.ROOMS) {
      chat.resident(2, room + "-watcher", room);
    }
    chat.awaitRest();
    // Nobody has to be told that a log begins.
    chat.residents.forEach(CheckedClient::say);
    chat.awaitRest();
    for (int i = 0; i < CLIENTS; i++) {
      String name = "client-" + i;
      chat.returning(i % 2, name, i % 4 < 2 ? name : null, rooms(i));
    }
    chat.awaitRest();
    chat.clients.forEach(CheckedClient::forgetComingAndGoing);
  }

  private static List<String> rooms(int client) {
    String one = RedisChat.ROOMS.get(client % RedisChat.ROOMS.size());
    String other = RedisChat.ROOMS.get((client + 1) % RedisChat.ROOMS.size());
    return client % 5 < 3 ? List.of(one, other) : List.of(one);
  }

  private static void turn(RedisChat chat, int number) {
    ReturningClient client = chat.returning.get(number % CLIENTS);
    client.say();
    client.goOn(chat.liveNodes());
  }

  private static void restart(RedisChat chat, RedisNode node) {
    List<ReturningClient> here =
        chat.returning.stream().filter(client -> client.node() == node).toList();
    ReturningClient deaf = here.get(0);
    deaf.hearNoMore();
    String kept = deaf.say();
    waitUntil(
        "the store has what " + deaf + " gets no ack for",
        () -> assertThat(chat.residents).anyMatch(watcher -> watcher.hasSeen(kept)));

    chat.restart(node, TO_SHUT_DOWN);

    assertThat(node.engine.stats().connections()).as("connections of %s", node).isZero();
    waitUntil(
        "the clients of " + node + " are back",
        RedisChat.WHEN_BACK,
        () -> {
          chat.nothingIsWrong();
          assertThat(here).allMatch(client -> client.node() != node && client.isBack());
        });
    waitUntil(
        deaf + " is told what was kept already", () -> assertThat(deaf.duplicates()).isPositive());
  }

  private static void nobodyWasSeenToComeOrGo(RedisChat chat) {
    for (CheckedClient watcher : chat.residents) {
      for (ReturningClient client : chat.returning) {
        String id = Objects.requireNonNull(client.id());
        assertThat(watcher.leavesOf(id)).as("%s sees %s leave", watcher, client).isZero();
        assertThat(watcher.joinsOf(id)).as("%s sees %s come", watcher, client).isZero();
      }
    }
  }

  private void noThreadIsLeft() {
    waitUntil(
        "all threads have ended",
        () ->
            assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("chat-")));
  }
}

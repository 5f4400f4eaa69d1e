package dev.chatengine.bus.redis.cluster;

import static dev.chatengine.bus.redis.cluster.RedisChat.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Member;
import dev.chatengine.model.Room;
import dev.chatengine.model.RoomSummary;
import dev.chatengine.model.User;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever works between two clients of one node works between clients of two, over Redis. */
class OneChatTest {
  private static final int MANY = 1_000;

  private final RedisChat chat = new RedisChat(2);

  @AfterEach
  void close() {
    chat.close();
  }

  private static String idOf(CheckedClient client) {
    waitUntil(client + " is greeted", () -> assertThat(client.id()).isNotNull());
    return Objects.requireNonNull(client.id());
  }

  @Test
  void everybodySeesTheSameMessagesInTheSameOrderAndFewAreRead() {
    chat.populate();
    int readBefore = chat.store.callsOf("after");
    for (int i = 0; i < MANY; i++) {
      chat.residents.get(i % chat.residents.size()).say();
    }
    chat.awaitRest();

    chat.verify();
    assertThat(chat.store.callsOf("after") - readBefore).isLessThan(MANY / 10);
  }

  @Test
  void aUserIsSeenToComeAndGoWithItsFirstAndLastConnectionToAnyNode() {
    List<CheckedClient> witnesses =
        List.of(chat.resident(0, "ann", "red"), chat.resident(1, "bob", "red"));
    chat.awaitRest();
    CheckedClient first = chat.known(0, "kim");
    CheckedClient second = chat.known(1, "kim");
    CheckedClient third = chat.known(1, "kim");
    for (CheckedClient connection : List.of(first, second, third)) {
      connection.join("red");
      waitUntil("kim is in the room", () -> assertThat(connection.room()).isEqualTo("red"));
    }
    chat.awaitRest();
    third.leave();
    first.disconnect();
    waitUntil(
        "kim has left with one connection and lost one",
        () -> {
          assertThat(third.room()).isNull();
          assertThat(chat.node(0).engine.stats().connections()).isEqualTo(1);
        });
    chat.awaitRest();
    for (CheckedClient witness : witnesses) {
      assertThat(witness.joinsOf("kim")).isEqualTo(1);
      assertThat(witness.leavesOf("kim")).isZero();
    }

    second.leave();
    for (CheckedClient witness : witnesses) {
      waitUntil(
          witness + " sees kim leave", () -> assertThat(witness.leavesOf("kim")).isEqualTo(1));
    }
    chat.awaitRest();
    for (CheckedClient witness : witnesses) {
      assertThat(witness.joinsOf("kim")).isEqualTo(1);
      assertThat(witness.leavesOf("kim")).isEqualTo(1);
    }
    chat.verify();
  }

  @Test
  void aPrivateMessageReachesAllConnectionsOfAGuestOrAUserOnce() {
    CheckedClient ann = chat.guest(0, "ann");
    CheckedClient bob = chat.guest(1, "bob");
    List<CheckedClient> kim = List.of(chat.known(0, "kim"), chat.known(1, "kim"));
    waitUntil("ann has a name", () -> assertThat(ann.username()).isEqualTo("ann"));
    waitUntil("bob has a name", () -> assertThat(bob.username()).isEqualTo("bob"));
    kim.forEach(OneChatTest::idOf);
    // A connection is registered by the time that its first request is answered.
    kim.forEach(connection -> connection.join("red"));
    waitUntil("kim is in", () -> assertThat(kim).allMatch(one -> "red".equals(one.room())));

    ann.whisper(idOf(bob), "psst bob");
    ann.whisper("kim", "psst kim");
    waitUntil("bob hears", () -> assertThat(bob.whispers()).containsExactly("psst bob"));
    for (CheckedClient connection : kim) {
      waitUntil(
          connection + " hears",
          () -> assertThat(connection.whispers()).containsExactly("psst kim"));
    }
    ann.whisper("nobody", "psst");
    waitUntil("ann is told", () -> assertThat(ann.errors()).containsExactly("user_not_found"));
  }

  @Test
  void theHostSpeaksListsSendsAndDisconnectsThroughAnyNode() {
    CheckedClient ann = chat.resident(0, "ann", "red");
    CheckedClient bob = chat.resident(1, "bob", "red");
    chat.awaitRest();
    String bobsId = idOf(bob);

    for (RedisNode node : chat.nodes) {
      assertThat(node.engine.members("red").toCompletableFuture().join())
          .extracting(Member::username)
          .containsExactlyInAnyOrder("ann", "bob");
      assertThat(node.engine.rooms("", 10).toCompletableFuture().join())
          .containsExactly(new RoomSummary(new Room("red"), 2));
      String said = "the host speaks through " + node;
      node.engine.post("red", User.system(), said).toCompletableFuture().join();
      waitUntil("ann hears", () -> assertThat(ann.hasSeen(said)).isTrue());
      waitUntil("bob hears", () -> assertThat(bob.hasSeen(said)).isTrue());
      assertThat(node.engine.send(bobsId, User.system(), node.name).toCompletableFuture().join())
          .isTrue();
      waitUntil("bob is told", () -> assertThat(bob.whispers()).contains(node.name));
    }
    assertThat(chat.node(0).engine.disconnect(bobsId, "bye").toCompletableFuture().join())
        .isEqualTo(1);
    waitUntil("bob is gone", () -> assertThat(bob.isConnected()).isFalse());
    waitUntil("ann sees it", () -> assertThat(ann.leavesOf(bobsId)).isEqualTo(1));
    chat.verify();
  }

  @Test
  void aNameIsGivenOnceThoughTwoNodesGaveItWhileRedisWasAway() {
    chat.redis.kill();
    chat.awaitDegraded(chat.nodes);
    List<CheckedClient> twins = List.of(chat.guest(0, "twin"), chat.guest(1, "twin"));
    for (CheckedClient twin : twins) {
      waitUntil(twin + " has a name", () -> assertThat(twin.username()).isEqualTo("twin"));
      twin.join("red");
      waitUntil(twin + " is in", () -> assertThat(twin.room()).isEqualTo("red"));
    }
    chat.redis.start();
    chat.awaitHealthy();

    waitUntil(
        "one of them has to choose again",
        RedisChat.WHEN_BACK,
        () ->
            assertThat(twins.stream().flatMap(twin -> twin.errors().stream()))
                .containsExactly("username_taken"));
    chat.awaitRest(RedisChat.WHEN_BACK);
    assertThat(twins).allSatisfy(twin -> assertThat(twin.room()).isEqualTo("red"));
    chat.verify();
  }

  @Test
  void aRoomThatEmptiesAndFillsAgainCostsRedisNoSubscriptions() {
    CheckedClient ann = chat.guest(0, "ann");
    ann.join("red");
    waitUntil("ann is in", () -> assertThat(ann.room()).isEqualTo("red"));
    long before = chat.callsOfRedis("subscribe") + chat.callsOfRedis("unsubscribe");
    assertThat(before).isPositive();
    for (int i = 0; i < 20; i++) {
      ann.leave();
      waitUntil("ann is out", () -> assertThat(ann.room()).isNull());
      ann.join("red");
      waitUntil("ann is in", () -> assertThat(ann.room()).isEqualTo("red"));
    }

    assertThat(chat.callsOfRedis("subscribe") + chat.callsOfRedis("unsubscribe")).isEqualTo(before);
    CheckedClient bob = chat.resident(1, "bob", "red");
    chat.awaitRest();
    String said = bob.say();
    waitUntil("ann hears", () -> assertThat(ann.hasSeen(said)).isTrue());
  }
}

package dev.chatengine.bus.redis.cluster;

import static dev.chatengine.bus.redis.cluster.RedisChat.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Nodes are cut off from Redis, do not hear it, or die, under load. */
class NodeAwayTest {
  private static final int SOME = 100;

  /** Of the load, which takes longer than a lease lives. */
  private static final int LONGER_THAN_A_LEASE = 800;

  /** How often subscriptions are lost. */
  private static final int LOSSES = Boolean.getBoolean("thorough") ? 20 : 4;

  @Test
  void oneIsCutOffForLongerThanItsLeaseAndComesBackWithoutGhosts() {
    try (RedisChat chat = new RedisChat(3)) {
      chat.populate();
      RedisNode away = chat.node(1);
      try (Load load = new Load(chat)) {
        load.goOn(SOME);
        away.proxy.cut();
        chat.awaitDegraded(List.of(away));
        chat.awaitLocalChat(away);
        residentsOfAreSeenToLeave(chat, away);
        load.goOn(SOME);
        away.proxy.restore();
        chat.awaitHealthy();
        load.goOn(SOME);
      }
      chat.awaitRest(RedisChat.WHEN_BACK);
      residentsOfHaveComeBack(chat, away);
      chat.namesAreKept();
      chat.verify();
    }
  }

  @Test
  void oneThatDoesNotHearRedisAnyMoreNoticesThatByItself() {
    try (RedisChat chat = new RedisChat(2)) {
      chat.populate();
      RedisNode away = chat.node(1);
      try (Load load = new Load(chat)) {
        load.goOn(SOME);
        away.proxy.deafen();
        chat.awaitDegraded(List.of(away));
        chat.awaitLocalChat(away);
        load.goOn(SOME);
      }
      // Nothing that is said from now on tells it what it has missed.
      away.proxy.restore();
      chat.awaitHealthy();
      chat.awaitRest(RedisChat.WHEN_BACK);
      chat.namesAreKept();
      chat.verify();
    }
  }

  @Test
  void theWayOfEachToRedisIsCutForLongerThanALease() {
    try (RedisChat chat = new RedisChat(3)) {
      chat.populate();
      try (Load load = new Load(chat)) {
        load.goOn(SOME);
        chat.nodes.forEach(node -> node.proxy.cut());
        chat.awaitDegraded(chat.nodes);
        chat.nodes.forEach(chat::awaitLocalChat);
        load.goOn(LONGER_THAN_A_LEASE);
        chat.nodes.forEach(node -> node.proxy.restore());
        chat.awaitHealthy();
        load.goOn(SOME);
      }
      chat.awaitRest(RedisChat.WHEN_BACK);
      chat.nobodySawResidentsComeOrGo();
      chat.namesAreKept();
      chat.verify();
    }
  }

  @Test
  void connectionsThatAreClosedOneWayAreMadeAnewAndNobodyNotices() {
    try (RedisChat chat = new RedisChat(2)) {
      chat.populate();
      try (Load load = new Load(chat)) {
        for (int i = 0; i < 5; i++) {
          load.goOn(SOME);
          chat.nodes.forEach(node -> node.proxy.halfClose());
        }
        load.goOn(SOME);
      }
      chat.awaitHealthy();
      chat.awaitRest(RedisChat.WHEN_BACK);
      chat.nobodySawResidentsComeOrGo();
      chat.verify();
    }
  }

  @Test
  void subscriptionsThatAreLostAloneAreMadeAnewAndWhatWasMissedIsFound() {
    try (RedisChat chat = new RedisChat(2)) {
      chat.populate();
      for (int i = 0; i < LOSSES; i++) {
        chat.endSubscriptions();
        chat.residents.forEach(CheckedClient::say);
        chat.awaitRest();
        chat.awaitHealthy();
      }
      chat.nobodySawResidentsComeOrGo();
      chat.verify();
    }
  }

  @Test
  void aSlowWayToRedisChangesNothing() {
    try (RedisChat chat = new RedisChat(2)) {
      chat.populate();
      chat.node(1).proxy.delay(Duration.ofMillis(40));
      try (Load load = new Load(chat)) {
        load.goOn(LONGER_THAN_A_LEASE);
      }
      chat.awaitRest(RedisChat.WHEN_BACK);
      chat.nobodySawResidentsComeOrGo();
      chat.verify();
    }
  }

  @Test
  void oneDiesAndItsMembersLeaveOnceAndItsNamesAreFreeWithinALease() {
    try (RedisChat chat = new RedisChat(3)) {
      chat.populate();
      RedisNode dead = chat.node(2);
      try (Load load = new Load(chat)) {
        load.goOn(SOME);
        dead.kill();
        residentsOfAreSeenToLeave(chat, dead);
        for (CheckedClient late : chat.residentsOf(dead)) {
          CheckedClient heir = chat.guest(0, late.name);
          waitUntil(
              "the name of " + late + " is free",
              () -> assertThat(heir.username()).isEqualTo(late.name));
        }
        load.goOn(SOME);
      }
      chat.awaitRest(RedisChat.WHEN_BACK);
      residentsOfHaveLeftOnce(chat, dead);
      chat.verify();
    }
  }

  /** Kim is everywhere, and so is seen to leave nowhere. */
  private static boolean isGuest(CheckedClient resident) {
    return resident.username() != null;
  }

  private static void residentsOfAreSeenToLeave(RedisChat chat, RedisNode node) {
    waitUntil("those at " + node + " are seen to leave", () -> residentsOfHaveLeftOnce(chat, node));
  }

  private static void residentsOfHaveLeftOnce(RedisChat chat, RedisNode node) {
    for (CheckedClient witness : chat.residents) {
      if (witness.node != node) {
        for (CheckedClient resident : chat.residentsOf(node)) {
          boolean shared =
              isGuest(resident) && resident.name.startsWith(String.valueOf(witness.room()));
          assertThat(witness.leavesOf(Objects.requireNonNull(resident.id())))
              .as("%s sees %s leave", witness, resident)
              .isEqualTo(shared ? 1 : 0);
        }
      }
    }
  }

  private static void residentsOfHaveComeBack(RedisChat chat, RedisNode node) {
    for (CheckedClient witness : chat.residents) {
      for (CheckedClient resident : chat.residentsOf(node)) {
        boolean shared =
            witness.node != node
                && isGuest(resident)
                && resident.name.startsWith(String.valueOf(witness.room()));
        String id = Objects.requireNonNull(resident.id());
        assertThat(witness.leavesOf(id))
            .as("%s sees %s leave", witness, resident)
            .isEqualTo(shared ? 1 : 0);
        assertThat(witness.joinsOf(id))
            .as("%s sees %s come back", witness, resident)
            .isEqualTo(shared ? 1 : 0);
      }
    }
  }
}

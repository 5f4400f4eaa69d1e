package dev.chatengine.bus.redis.cluster;

import org.junit.jupiter.api.Test;

/** Redis itself is killed or stopped, under load; each node goes on serving its own clients. */
class RedisAwayTest {
  private static final int SOME = 100;

  /** Of the load, which takes longer than a lease lives. */
  private static final int LONGER_THAN_A_LEASE = 800;

  @Test
  void itIsKilledAndStartedAgainEmpty() {
    try (RedisChat chat = new RedisChat(3)) {
      killAndStart(chat, true);
    }
  }

  @Test
  void itIsKilledAndStartedAgainAndNobodySaysAnythingThen() {
    try (RedisChat chat = new RedisChat(2)) {
      killAndStart(chat, false);
    }
  }

  @Test
  void itIsKilledAndStartedAgainWithItsData() {
    try (RedisChat chat = new RedisChat(2, "--appendonly", "yes", "--appendfsync", "always")) {
      killAndStart(chat, true);
    }
  }

  private static void killAndStart(RedisChat chat, boolean busyWhenBack) {
    chat.populate();
    try (Load load = new Load(chat)) {
      load.goOn(SOME);
      chat.redis.kill();
      chat.awaitDegraded(chat.nodes);
      chat.nodes.forEach(chat::awaitLocalChat);
      load.goOn(LONGER_THAN_A_LEASE);
      if (busyWhenBack) {
        chat.redis.start();
        chat.awaitHealthy();
        load.goOn(SOME);
      }
    }
    if (!busyWhenBack) {
      chat.redis.start();
      chat.awaitHealthy();
    }
    hasHealed(chat);
  }

  @Test
  void itIsStoppedForShorterThanALease() {
    try (RedisChat chat = new RedisChat(2)) {
      chat.populate();
      try (Load load = new Load(chat)) {
        load.goOn(SOME);
        chat.redis.pause();
        load.goOn(SOME);
        chat.redis.resume();
        chat.awaitHealthy();
        load.goOn(SOME);
      }
      hasHealed(chat);
    }
  }

  @Test
  void itIsStoppedForLongerThanALease() {
    try (RedisChat chat = new RedisChat(3)) {
      chat.populate();
      try (Load load = new Load(chat)) {
        load.goOn(SOME);
        chat.redis.pause();
        chat.awaitDegraded(chat.nodes);
        chat.nodes.forEach(chat::awaitLocalChat);
        load.goOn(LONGER_THAN_A_LEASE);
        chat.redis.resume();
        chat.awaitHealthy();
        load.goOn(SOME);
      }
      hasHealed(chat);
    }
  }

  private static void hasHealed(RedisChat chat) {
    chat.awaitRest(RedisChat.WHEN_BACK);
    chat.nobodySawResidentsComeOrGo();
    chat.namesAreKept();
    chat.verify();
  }
}

package dev.chatengine.bus.redis.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * One thing after the other goes wrong, as a seed tells, until all is put right again. Run more
 * with {@code -Dchat.chaos.rounds=50}, and others with {@code -Dchat.chaos.seed=1234}.
 */
class ChaosTest {
  private static final long SEED = Long.getLong("chat.chaos.seed", 1);
  private static final int ROUNDS = Integer.getInteger("chat.chaos.rounds", 1);
  private static final int STEPS = 6;
  private static final int LOAD_BETWEEN = 300;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<String> story = new ArrayList<>();
  private boolean killed;
  private boolean stopped;

  @Test
  void whateverGoesWrongAllIsWellAgainInTheEnd() {
    try (RedisChat chat = new RedisChat(3)) {
      chat.populate();
      for (int round = 0; round < ROUNDS; round++) {
        story.add("round " + round);
        oneRound(chat);
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + SEED + ": " + story, e);
    }
  }

  private void oneRound(RedisChat chat) {
    try (Load load = new Load(chat)) {
      for (int step = 0; step < STEPS; step++) {
        somethingHappens(chat);
        load.goOn(random.nextInt(LOAD_BETWEEN));
      }
      putRight(chat);
      if (random.nextBoolean()) {
        chat.awaitHealthy();
        load.goOn(LOAD_BETWEEN);
      }
    }
    chat.awaitHealthy();
    chat.awaitRest(RedisChat.WHEN_BACK);
    chat.namesAreKept();
    chat.verify();
  }

  private void somethingHappens(RedisChat chat) {
    RedisNode node = chat.node(random.nextInt(chat.nodes.size()));
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        story.add(node + " is cut off");
        node.proxy.cut();
      }
      case 2 -> {
        story.add(node + " is deaf");
        node.proxy.deafen();
      }
      case 3 -> {
        story.add(node + " is closed one way");
        node.proxy.halfClose();
      }
      case 4, 5 -> {
        story.add(node + " is back");
        node.proxy.restore();
      }
      case 6 -> stopOrGoOn(chat);
      default -> killOrStart(chat);
    }
  }

  private void stopOrGoOn(RedisChat chat) {
    if (stopped) {
      story.add("Redis goes on");
      chat.redis.resume();
      stopped = false;
    } else if (!killed) {
      story.add("Redis stops");
      chat.redis.pause();
      stopped = true;
    }
  }

  private void killOrStart(RedisChat chat) {
    if (killed) {
      story.add("Redis starts empty");
      chat.redis.start();
      killed = false;
    } else if (!stopped) {
      story.add("Redis is killed");
      chat.redis.kill();
      killed = true;
    }
  }

  private void putRight(RedisChat chat) {
    if (stopped) {
      stopOrGoOn(chat);
    }
    if (killed) {
      killOrStart(chat);
    }
    chat.nodes.forEach(node -> node.proxy.restore());
    story.add("all is put right");
  }
}

package dev.chatengine.bus.redis.cluster;

import static dev.chatengine.bus.redis.cluster.RedisChat.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Something is done again and again until it is closed. */
final class Load implements AutoCloseable {
  private static final int MILLIS_BETWEEN = 4;

  private final AtomicInteger done = new AtomicInteger();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  /** Lets residents talk, and some others come and go. */
  Load(RedisChat chat) {
    this(new Crowd(chat)::act);
  }

  /** One action after the other, on one thread; none is done after one that throws. */
  Load(Runnable action) {
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            () -> {
              action.run();
              done.incrementAndGet();
            },
            0,
            MILLIS_BETWEEN,
            TimeUnit.MILLISECONDS);
  }

  /** Waits until so much more has been said, which takes some 4 milliseconds each. */
  void goOn(int actions) {
    int goal = done.get() + actions;
    waitUntil(
        "the load goes on",
        RedisChat.WHEN_BACK,
        () -> assertThat(done.get()).isGreaterThanOrEqualTo(goal));
  }

  @Override
  public void close() {
    timer.shutdown();
    waitUntil("the load ends", () -> assertThat(timer.isTerminated()).isTrue());
  }

  private static final class Crowd {
    private static final int ODDS_OF_WALKING = 10;

    private final List<CheckedClient> talkers;
    private final List<CheckedClient> walkers = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);

    Crowd(RedisChat chat) {
      talkers = List.copyOf(chat.residents);
      for (int node = 0; node < chat.nodes.size(); node++) {
        walkers.add(chat.guest(node, "walker-" + chat.clients.size()));
      }
    }

    void act() {
      if (random.nextInt(ODDS_OF_WALKING) == 0) {
        CheckedClient walker = walkers.get(random.nextInt(walkers.size()));
        if (random.nextInt(3) == 0) {
          walker.leave();
        } else {
          walker.join(RedisChat.ROOMS.get(random.nextInt(RedisChat.ROOMS.size())));
        }
      } else {
        CheckedClient talker = talkers.get(random.nextInt(talkers.size()));
        if (talker.isConnected()) {
          talker.say();
        }
      }
    }
  }
}

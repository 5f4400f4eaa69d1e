package dev.chatengine.bus.redis.cluster;

import static dev.chatengine.bus.redis.cluster.RedisChat.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Redis is killed and comes back empty, under load, while clients of one node ask for the names of
 * the other's. Run each outage more often, and a longer one too, with {@code
 * -Dchat.redis.rounds=20}.
 */
class NamesAfterALossTest {
  private static final int ROUNDS = Integer.getInteger("chat.redis.rounds", 1);

  private static final int SOME = 100;

  /** Actions of the load during the outages, which take some 4 milliseconds each. */
  private static final int NONE = 0;

  private static final int EIGHT_SECONDS = 2_000;
  private static final int TWENTY_FIVE_SECONDS = 6_250;

  /** Of them, so that each is soon to be seen. */
  private static final int MOST_AT_ONCE = 1_000;

  static List<Integer> outages() {
    List<Integer> outages = new ArrayList<>(List.of(NONE, EIGHT_SECONDS));
    if (ROUNDS > 1) {
      outages.add(TWENTY_FIVE_SECONDS);
    }
    return outages.stream()
        .flatMap(each -> IntStream.range(0, ROUNDS).mapToObj(i -> each))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("outages")
  void everyNameAndEveryMembershipIsKept(int outage) {
    try (RedisChat chat = new RedisChat(2)) {
      chat.populate();
      List<Thief> thieves =
          IntStream.range(0, chat.nodes.size()).mapToObj(node -> new Thief(chat, node)).toList();
      try (Load load = new Load(chat);
          Load stealing = new Load(() -> thieves.forEach(Thief::act))) {
        load.goOn(SOME);
        chat.redis.kill();
        for (int left = outage; left > 0; left -= MOST_AT_ONCE) {
          load.goOn(Math.min(left, MOST_AT_ONCE));
        }
        chat.redis.start();
        chat.awaitHealthy();
        stealing.goOn(SOME);
      }
      waitUntil(
          "nobody has a stolen name",
          RedisChat.WHEN_BACK,
          () -> assertThat(thieves).allMatch(Thief::hasNothing));
      chat.awaitRest(RedisChat.WHEN_BACK);
      chat.nobodySawResidentsComeOrGo();
      assertThat(chat.residents).allSatisfy(each -> assertThat(each.errors()).isEmpty());
      chat.namesAreKept();
      chat.verify();
    }
  }

  /**
   * A client that asks for one name of the other node's guests after the other, and enters a room.
   */
  private static final class Thief {
    private final CheckedClient client;
    private final List<String> wanted = new ArrayList<>();
    private int asked;

    Thief(RedisChat chat, int node) {
      client = chat.guest(node, "thief-" + node);
      for (CheckedClient resident : chat.residents) {
        String username = resident.username();
        if (resident.node != client.node && username != null) {
          wanted.add(username);
        }
      }
      client.join(RedisChat.ROOMS.get(node));
    }

    /** Asks for the next name, if the last was refused. */
    void act() {
      if (hasNothing()) {
        client.setName(wanted.get(asked % wanted.size()));
        asked++;
      }
    }

    /** Whether it has been told of every name it asked for that it is taken. */
    boolean hasNothing() {
      return client.errors().size() == asked;
    }
  }
}

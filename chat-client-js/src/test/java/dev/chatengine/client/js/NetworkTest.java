package dev.chatengine.client.js;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients against real servers, through a network that cuts, delays, half-closes and swallows. The
 * seeds of its plans are 1 and 2, or those of {@code -Dsurefire.argLine=-Dchat.client.seeds=3,4,5}.
 */
@Timeout(1_200)
class NetworkTest {
  private static final String SEEDS = System.getProperty("chat.client.seeds", "1,2");
  private static final int SECONDS_PER_SEED = 120;

  @Test
  void nothingIsLostOrDoubledOnOneNode() {
    soak(1, Map.of());
  }

  @Test
  void norOverTwoNodes() {
    soak(2, Map.of());
  }

  @Test
  void norWhereTokensEndAgainAndAgain() {
    soak(2, Map.of("CHAT_TOKEN_MS", "1500"));
  }

  private static void soak(int nodes, Map<String, String> settings) {
    Node node = Node.require();
    try (ChatNodes servers = ChatNodes.start(nodes)) {
      Map<String, String> environment = new LinkedHashMap<>(settings);
      environment.put("CHAT_SERVERS", String.join(",", servers.addresses()));
      environment.put("CHAT_SEEDS", SEEDS);
      int seconds = SECONDS_PER_SEED * SEEDS.split(",", -1).length;
      node.test(environment, seconds, "src/test/js/network/network.test.js");
    }
  }
}

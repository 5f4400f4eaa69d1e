package dev.chatengine.client.js;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.http.HttpRequest;
import dev.chatengine.transport.ws.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients against real servers, through a network that cuts, delays, half-closes and drops. Its
 * faults are drawn with the seed 1, or those of {@code -Dchat.client.seeds=2,3,4}.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(1_200)
class NetworkTest {
  private static final String SEEDS = System.getProperty("chat.client.seeds", "1");
  private static final String MESSAGES = Boolean.getBoolean("thorough") ? "18" : "9";
  private static final int SECONDS_PER_SEED = 120;
  private static final int FRAMES_PER_SECOND = 10;

  private final AtomicReference<ChatNodes> running = new AtomicReference<>();
  private final List<Thread> restarts = new CopyOnWriteArrayList<>();

  @Test
  void nothingIsLostOrDoubledOnOneNode() {
    soak(1, RateLimit.UNLIMITED, Map.of());
  }

  @Test
  void nothingIsLostOrDoubledOnTwoNodes() {
    soak(2, RateLimit.UNLIMITED, Map.of());
  }

  @Test
  void nothingIsLostOrDoubledWhileNodesRestart() {
    soak(2, RateLimit.UNLIMITED, Map.of("CHAT_RESTARTS", "0,1"));
    assertThat(restarts).hasSize(2 * SEEDS.split(",", -1).length);
  }

  @Test
  void nothingIsLostOrDoubledWhileTokensExpire() {
    soak(2, RateLimit.UNLIMITED, Map.of("CHAT_TOKEN_MS", "1500"));
  }

  @Test
  void nothingIsLostOrDoubledUnderARateLimit() {
    soak(
        1,
        RateLimit.perSecond(FRAMES_PER_SECOND),
        Map.of("CHAT_FRAMES_PER_SECOND", "" + FRAMES_PER_SECOND, "CHAT_MESSAGES", "6"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aClientThatReconnectsGetsMissedPrivateMessages(int nodes) {
    Node node = Node.require();
    try (ChatNodes servers = ChatNodes.start(nodes, this::page)) {
      node.test(
          Map.of("CHAT_SERVERS", String.join(",", servers.addresses())),
          SECONDS_PER_SEED,
          "src/test/js/network/absence.test.js");
    }
  }

  private void soak(int nodes, RateLimit rate, Map<String, String> settings) {
    Node node = Node.require();
    try (ChatNodes servers = ChatNodes.start(nodes, rate, this::page)) {
      running.set(servers);
      Map<String, String> environment = new LinkedHashMap<>(Map.of("CHAT_MESSAGES", MESSAGES));
      environment.putAll(settings);
      environment.put("CHAT_SERVERS", String.join(",", servers.addresses()));
      environment.put("CHAT_SEEDS", SEEDS);
      int seconds = SECONDS_PER_SEED * SEEDS.split(",", -1).length;
      node.test(environment, seconds, "src/test/js/network/network.test.js");
      for (Thread restart : restarts) {
        restart.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse page(HttpRequest request) {
    if (!request.path().equals("/restart")) {
      return HttpResponse.notFound();
    }
    int node = Integer.parseInt(request.queryParameter("node").orElseThrow());
    // Not on a thread of the server, which is stopped by the restart.
    ChatNodes servers = Objects.requireNonNull(running.get());
    Thread restart = new Thread(() -> servers.restart(node), "restart");
    restarts.add(restart);
    restart.start();
    return HttpResponse.text(200, "being restarted");
  }
}

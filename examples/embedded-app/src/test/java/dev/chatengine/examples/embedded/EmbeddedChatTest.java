package dev.chatengine.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedChatTest {
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void worksOnTheClassPath() throws Exception {
    try (ShopProcess shop = ShopProcess.onTheClassPath()) {
      customersChat(shop);
      assertThat(shop.ends()).isTrue();
    }
  }

  @Test
  void worksOnTheModulePath() throws Exception {
    try (ShopProcess shop = ShopProcess.onTheModulePath()) {
      customersChat(shop);
      assertThat(shop.ends()).isTrue();
    }
  }

  @Test
  void worksInAnImageOfItsOwn(@TempDir Path folder) throws Exception {
    try (ShopProcess shop = ShopProcess.ofAnImage(folder)) {
      customersChat(shop);
      assertThat(shop.ends()).isTrue();
    }
  }

  @Test
  void whoIsNotSignedInIsSentAway() throws Exception {
    try (ShopProcess shop = ShopProcess.onTheClassPath()) {
      assertThatThrownBy(() -> new ChatClient(http, shop.chat(), "session=made-up"))
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    }
  }

  private void customersChat(ShopProcess shop) throws Exception {
    String ann = signIn(shop, "Ann");
    ChatClient client = new ChatClient(http, shop.chat(), ann);

    // The shop has said who she is: she chooses no name.
    client.send("{\"type\":\"join_room\",\"room\":\"support\"}");
    awaitFrame(client, has("room_users").and(has("\"username\":\"Ann\"")));

    // The shop speaks in the chat.
    assertThat(post(shop, "/orders", "teapot", ann).statusCode()).isEqualTo(201);
    awaitFrame(client, has("Ann has ordered: teapot").and(has("\"username\":\"system\"")));

    // And it listens.
    client.send("{\"type\":\"chat_message\",\"content\":\"Where is my teapot?\"}");
    awaitFrame(client, has("Where is my teapot?"));
    await().atMost(60, TimeUnit.SECONDS).until(() -> tickets(shop), text -> !text.isEmpty());
    assertThat(tickets(shop)).isEqualTo("Ann: Where is my teapot?\n");
  }

  private static Predicate<String> has(String part) {
    return frame -> frame.contains(part);
  }

  private static void awaitFrame(ChatClient client, Predicate<String> wanted) {
    await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(client.frames()).anyMatch(wanted));
  }

  private String signIn(ShopProcess shop, String name) throws Exception {
    HttpResponse<String> response = post(shop, "/sign-in", name, "");
    assertThat(response.statusCode()).isEqualTo(200);
    String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(0, cookie.indexOf(';'));
  }

  private HttpResponse<String> post(ShopProcess shop, String path, String body, String cookie)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(shop.shop().resolve(path))
            .POST(BodyPublishers.ofString(body))
            .header("Cookie", cookie)
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private String tickets(ShopProcess shop) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(shop.shop().resolve("/tickets")).build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}

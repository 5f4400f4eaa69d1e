package dev.chatengine.examples.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.chatengine.ChatEngine;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class JwtChatTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final MovableTime time = new MovableTime();
  private final Issuer issuer = new Issuer(time.clock());
  private final ECKey key = issuer.publish("key-1");
  private final List<ChatClient> clients = new ArrayList<>();
  private final JwtChat chat =
      new JwtChat(
          ChatEngine.builder().scheduler(time),
          new JwtAuthenticator(
              Issuer.NAME,
              Issuer.AUDIENCE,
              JWSAlgorithm.ES256,
              SigningKeys.at(issuer.keys()),
              time.clock()),
          0);

  @AfterEach
  void end() {
    clients.forEach(ChatClient::abort);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(chat::close);
    await()
        .until(
            () -> {
              time.pass(Duration.ofMillis(10));
              return closed.isDone();
            });
    time.close();
    issuer.close();
  }

  private ChatClient connect(UnaryOperator<WebSocket.Builder> options) {
    ChatClient client = new ChatClient(http, chat.port(), options);
    clients.add(client);
    return client;
  }

  private ChatClient connect(String token) {
    return connect(builder -> builder.header("Authorization", "Bearer " + token));
  }

  /** A client that has been greeted, and has opted in. */
  private ChatClient greeted(String token) {
    ChatClient client = connect(token);
    client.expect("connection");
    client.send("{'type':'hello','version':1}");
    client.expect("welcome");
    return client;
  }

  private void assertIs(String user, ChatClient client) {
    assertThat(client.expect("connection")).containsEntry("clientId", user);
  }

  private void assertRefused(String token) {
    assertThatThrownBy(() -> connect(token))
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class, refused -> assertIs401(refused.getResponse()));
  }

  private static void assertIs401(HttpResponse<?> answer) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
  }

  private String token(String user) {
    return signed(issuer.claims(user));
  }

  private String signed(JWTClaimsSet.Builder claims) {
    return Issuer.sign(claims.build(), key);
  }

  private static void expectJoined(ChatClient client) {
    client.expect("room_joined");
    client.expect("message_history");
    client.expect("room_users");
  }

  private static Date at(Instant moment) {
    return Date.from(moment);
  }

  // ---- who a client is

  @Test
  void aTokenMayComeAsAHeaderAsASubprotocolAndAsACookie() {
    String token = token("ann");

    assertIs("ann", connect(builder -> builder.header("Authorization", "bearer " + token)));
    assertIs("ann", connect(builder -> builder.subprotocols("chat", "bearer." + token)));
    assertIs("ann", connect(builder -> builder.header("Cookie", "chat_token=" + token)));
  }

  @Test
  void aTokenMayComeWithHelloAndNothingIsDoneBefore() {
    ChatClient client = connect(builder -> builder);
    client.expect("connection");

    client.send("{'type':'set_username','username':'ann'}");
    assertThat(client.expect("error")).containsEntry("code", "unauthorized");
    client.send("{'type':'hello','version':1,'token':'" + token("ann") + "'}");

    assertThat(client.expect("welcome"))
        .containsEntry("userId", "ann")
        .containsEntry("expiresAt", "2026-01-01T00:10:30.000Z");
  }

  @Test
  void aBadTokenWithHelloClosesTheConnection() {
    ChatClient client = connect(builder -> builder);
    client.expect("connection");

    client.send("{'type':'hello','version':1,'token':'nonsense'}");

    assertThat(client.expect("error")).containsEntry("code", "unauthorized");
    assertThat(client.expectClose()).isEqualTo(4001);
  }

  @Test
  void aNameIsTakenFromTheToken() {
    ChatClient client =
        greeted(
            signed(
                issuer
                    .claims("u-17")
                    .claim("name", "Ann")
                    .claim("rooms", Map.of("join", List.of("lobby")))));

    client.send("{'type':'join_room','room':'lobby'}");

    client.expect("room_joined");
    client.expect("message_history");
    assertThat(client.expect("room_users").get("users"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .containsExactly(Map.of("id", "u-17", "username", "Ann"));
  }

  // ---- whom not to believe

  @Test
  void aTokenThatIsForSomebodyElseIsRefused() {
    assertRefused(signed(issuer.claims("ann").issuer("https://evil.example")));
    assertRefused(signed(issuer.claims("ann").audience("shop.example.org")));
    assertRefused(signed(issuer.claims("ann").audience(List.of())));
  }

  @Test
  void aTokenThatLacksWhatItHasToSayIsRefused() {
    assertRefused(signed(issuer.claims("ann").subject(null)));
    assertRefused(signed(issuer.claims("ann").expirationTime(null)));
    assertRefused(signed(issuer.claims("x".repeat(129))));
    assertRefused(signed(issuer.claims("ann").claim("rooms", List.of("lobby"))));
  }

  @Test
  void whatNobodySignedIsRefused() throws JOSEException {
    JWTClaimsSet claims = issuer.claims("ann").build();
    String good = token("ann");
    String other = token("bob");

    assertRefused("nonsense");
    assertRefused(new PlainJWT(claims).serialize());
    assertRefused(Issuer.sign(claims, Issuer.generate("key-1")));
    // The claims of one token with the signature of another.
    assertRefused(
        other.substring(0, other.lastIndexOf('.')) + good.substring(good.lastIndexOf('.')));
  }

  @Test
  void anotherAlgorithmThanTheProvidersIsRefused() throws JOSEException {
    JWTClaimsSet claims = issuer.claims("ann").build();
    RSAKey rsa = new RSAKeyGenerator(2048).keyID("key-1").generate();
    SignedJWT rs256 =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key-1").build(), claims);
    rs256.sign(new RSASSASigner(rsa));
    assertRefused(rs256.serialize());

    // The public key is no secret: whoever takes it for one lets everybody in.
    SignedJWT hs256 =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("key-1").build(), claims);
    hs256.sign(new MACSigner(key.toPublicJWK().toJSONString()));
    assertRefused(hs256.serialize());
  }

  // ---- time

  @Test
  void clocksMayBeApartByTheLeewayAndNoMore() {
    Instant now = time.clock().instant();
    Duration leeway = JwtAuthenticator.LEEWAY;

    ChatClient late =
        connect(signed(issuer.claims("ann").expirationTime(at(now.minus(leeway).plusSeconds(1)))));
    assertIs("ann", late);
    assertIs(
        "bob",
        connect(signed(issuer.claims("bob").notBeforeTime(at(now.plus(leeway).minusSeconds(1))))));
    assertRefused(signed(issuer.claims("ann").expirationTime(at(now.minus(leeway)))));
    assertRefused(signed(issuer.claims("ann").notBeforeTime(at(now.plus(leeway)))));

    late.send("{'type':'ping'}");
    late.expect("error");
    time.pass(Duration.ofSeconds(1));
    assertThat(late.expectClose()).isEqualTo(4001);
  }

  @Test
  void aConnectionEndsWithItsToken() {
    ChatClient client = greeted(token("ann"));

    time.pass(Issuer.LIFETIME.plus(JwtAuthenticator.LEEWAY).minusMillis(1));
    client.send("{'type':'ping'}");
    client.expect("pong");
    time.pass(Duration.ofMillis(1));

    assertThat(client.expectClose()).isEqualTo(4001);
  }

  @Test
  void aConnectionGoesOnWithANewToken() {
    ChatClient client = greeted(token("ann"));
    time.pass(Duration.ofMinutes(9));

    client.send("{'type':'authenticate','token':'" + token("bob") + "'}");
    assertThat(client.expect("error")).containsEntry("code", "unauthorized");
    client.send("{'type':'authenticate','token':'" + token("ann") + "'}");
    assertThat(client.expect("authenticated"))
        .containsEntry("userId", "ann")
        .containsEntry("expiresAt", "2026-01-01T00:19:30.000Z");

    time.pass(Duration.ofMinutes(9));
    client.send("{'type':'ping'}");
    client.expect("pong");
    time.pass(Duration.ofMinutes(2));
    assertThat(client.expectClose()).isEqualTo(4001);
  }

  // ---- keys

  @Test
  void aNewKeyIsFoundAsSoonAsItIsUsedAndTheOldOneCountsUntilItIsTakenOut() {
    assertIs("ann", connect(token("ann")));
    assertThat(issuer.loads()).isEqualTo(1);

    ECKey second = issuer.publish("key-2");
    assertIs("bob", connect(Issuer.sign(issuer.claims("bob").build(), second)));
    assertIs("ann", connect(token("ann")));
    assertThat(issuer.loads()).isEqualTo(2);
  }

  @Test
  void aKeyThatWasTakenOutCountsNoMore() {
    assertIs("ann", connect(token("ann")));

    issuer.retire(key);
    ECKey second = issuer.publish("key-2");
    assertIs("bob", connect(Issuer.sign(issuer.claims("bob").build(), second)));

    assertRefused(token("ann"));
  }

  @Test
  void madeUpKeysDoNotHammerTheProvider() {
    for (int i = 0; i < 50; i++) {
      assertRefused(Issuer.sign(issuer.claims("ann").build(), Issuer.generate("made-up-" + i)));
    }

    assertThat(issuer.loads()).isLessThanOrEqualTo(2);
    assertIs("ann", connect(token("ann")));
  }

  // ---- rooms

  @Test
  void aTokenSaysWhatItsUserMayDoInWhichRooms() {
    ChatClient client =
        greeted(
            signed(
                issuer
                    .claims("ann")
                    .claim(
                        "rooms",
                        Map.of("join", List.of("lobby", "team-*"), "post", List.of("team-*")))));

    client.send("{'type':'join_room','room':'secrets'}");
    assertThat(client.expect("error")).containsEntry("code", "forbidden");

    client.send("{'type':'join_room','room':'lobby'}");
    expectJoined(client);
    client.send("{'type':'chat_message','content':'hello'}");
    assertThat(client.expect("error")).containsEntry("code", "forbidden");

    client.send("{'type':'join_room','room':'team-red'}");
    client.expect("room_left");
    expectJoined(client);
    client.send("{'type':'chat_message','content':'hello'}");
    client.expect("ack");
    client.expect("room_joined");
    assertThat(client.expect("message_received")).containsEntry("content", "hello");
  }

  @Test
  void aNewTokenBringsNewGrants() {
    ChatClient client = greeted(token("ann"));
    client.send("{'type':'join_room','room':'lobby'}");
    assertThat(client.expect("error")).containsEntry("code", "forbidden");

    String token = signed(issuer.claims("ann").claim("rooms", Map.of("join", List.of("lobby"))));
    client.send("{'type':'authenticate','token':'" + token + "'}");
    client.expect("authenticated");

    client.send("{'type':'join_room','room':'lobby'}");
    client.expect("room_joined");
  }
}

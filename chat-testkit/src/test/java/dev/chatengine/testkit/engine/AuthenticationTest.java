package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.model.User;
import dev.chatengine.spi.Admission;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients are authenticated when they connect, by their first frame, and again before the
 * authentication expires.
 */
class AuthenticationTest {
  private final Map<String, Authentication> tokens = new HashMap<>();
  private final Chat chat = Chat.unlimited(builder -> builder.authenticator(this::authenticate));

  private Authentication authenticate(ConnectionRequest request) {
    String token = request.token().or(() -> request.queryParameter("token")).orElse("");
    return tokens.getOrDefault(token, Authentication.refused("No such token"));
  }

  private RecordingConnection connect(String token) {
    return chat.connect(request(token));
  }

  private static ConnectionRequest request(String token) {
    return ConnectionRequest.builder("127.0.0.1").query(Map.of("token", List.of(token))).build();
  }

  private static User user(String id) {
    return User.builder(id).name(id + "'s name").build();
  }

  private Instant in(Duration time) {
    return Instant.ofEpochMilli(chat.scheduler.currentTimeMillis()).plus(time);
  }

  @Test
  void aClientIsRefusedBeforeItIsTakenIn() {
    tokens.put("banned", Authentication.forbidden("You are banned"));

    Admission unknown = chat.get(chat.engine.admit(request("nonsense")));
    Admission banned = chat.get(chat.engine.admit(request("banned")));

    assertThat(unknown.refusal().orElseThrow().cause()).isEqualTo(Admission.Cause.UNAUTHORIZED);
    assertThat(unknown.refusal().orElseThrow().reason()).isEqualTo("No such token");
    assertThat(banned.refusal().orElseThrow().cause()).isEqualTo(Admission.Cause.FORBIDDEN);
  }

  @Test
  void aRefusedClientThatConnectsIsClosed() {
    RecordingConnection client = connect("nonsense");

    assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
    assertThat(client.closeReason()).isEqualTo("No such token");
    assertThat(client.frames()).isEmpty();
    assertThat(chat.engine.stats().connections()).isZero();
  }

  @Test
  void anAdmittedClientIsNotAskedAbout() {
    tokens.put("t", Authentication.accepted(user("ann")));
    Admission admission = chat.get(chat.engine.admit(request("t")));
    tokens.clear();

    RecordingConnection client =
        RecordingConnection.connect(chat.engine, admission, chat.scheduler::execute);
    chat.scheduler.runUntilIdle();

    assertThat(Frames.only(client).path("clientId").asText()).isEqualTo("ann");
  }

  @Test
  void aTokenMayComeWithHello() {
    tokens.put("", Authentication.tokenAwaited());
    tokens.put("t", Authentication.accepted(user("ann")));
    RecordingConnection client = connect("");
    client.takeFrames();

    chat.send(client, "{'type':'set_username','username':'bob'}");
    chat.send(client, "{'type':'hello','version':1}");
    assertThat(Frames.codes(client)).containsExactly("unauthorized", "unauthorized");

    chat.send(client, "{'type':'hello','version':1,'token':'t'}");
    assertThat(Frames.only(client).path("userId").asText()).isEqualTo("ann");
    chat.send(client, "{'type':'join_room','room':'tea'}");
    assertThat(
            Frames.ofType(client, "room_users").get(0).path("users").findValuesAsText("username"))
        .containsExactly("ann's name");
  }

  @Test
  void aTokenThatDoesNotComeInTimeClosesTheConnection() {
    tokens.put("", Authentication.tokenAwaited());
    RecordingConnection client = connect("");

    chat.pass(Duration.ofSeconds(10));

    assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
  }

  @Test
  void aWrongTokenClosesTheConnection() {
    tokens.put("", Authentication.anonymous());
    RecordingConnection client = connect("");
    client.takeFrames();

    chat.send(client, "{'type':'hello','version':1,'token':'wrong','ref':'r'}");

    JsonNode error = Frames.only(client);
    assertThat(error.path("code").asText()).isEqualTo("unauthorized");
    assertThat(error.path("ref").asText()).isEqualTo("r");
    assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
  }

  @Test
  void anExpiredAuthenticationClosesTheConnectionUnlessRenewed() {
    tokens.put("short", new Authentication.Accepted(user("ann"), in(Duration.ofMinutes(1))));
    tokens.put("long", new Authentication.Accepted(user("ann"), in(Duration.ofMinutes(2))));
    tokens.put("bob", Authentication.accepted(user("bob")));
    RecordingConnection client = connect("short");
    client.takeFrames();
    chat.send(client, "{'type':'hello','version':1}");
    assertThat(Frames.only(client).has("expiresAt")).isTrue();

    chat.pass(Duration.ofSeconds(50));
    chat.send(client, "{'type':'authenticate','token':'bob','ref':'r'}");
    assertThat(Frames.codes(client)).containsExactly("unauthorized");
    chat.send(client, "{'type':'authenticate','token':'long','ref':'r'}");
    JsonNode renewed = Frames.only(client);
    assertThat(renewed.path("type").asText()).isEqualTo("authenticated");
    assertThat(renewed.path("ref").asText()).isEqualTo("r");

    chat.pass(Duration.ofSeconds(60));
    assertThat(client.isClosed()).isFalse();
    chat.pass(Duration.ofSeconds(10));
    assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
  }

  @Test
  void anExpiryIsSentAsATimeAndAsADuration() {
    tokens.put("short", new Authentication.Accepted(user("ann"), in(Duration.ofMinutes(1))));
    tokens.put("long", new Authentication.Accepted(user("ann"), in(Duration.ofMinutes(3))));
    tokens.put("ever", Authentication.accepted(user("ann")));
    RecordingConnection client = connect("short");
    chat.pass(Duration.ofSeconds(20));
    client.takeFrames();

    chat.send(client, "{'type':'hello','version':1}");
    assertThat(Frames.only(client).path("expiresInMs").longValue()).isEqualTo(40_000);
    chat.send(client, "{'type':'authenticate','token':'long'}");
    assertThat(Frames.only(client).path("expiresInMs").longValue()).isEqualTo(160_000);
    chat.send(client, "{'type':'authenticate','token':'ever'}");
    JsonNode endless = Frames.only(client);
    assertThat(endless.has("expiresAt")).isFalse();
    assertThat(endless.has("expiresInMs")).isFalse();
  }

  static List<Instant> farEnds() {
    return List.of(
        Instant.parse("2999-12-31T23:59:59Z"),
        Instant.parse("9999-12-31T23:59:59.999Z"),
        Instant.parse("+10000-01-01T00:00:00Z"),
        Instant.ofEpochSecond(1_800_000_000_000L),
        Instant.MAX);
  }

  @ParameterizedTest
  @MethodSource("farEnds")
  void aLateExpiryIsKeptUnlessNoFrameCanExpressIt(Instant end) {
    tokens.put("far", new Authentication.Accepted(user("ann"), end));
    RecordingConnection client = connect("far");
    client.takeFrames();

    chat.send(client, "{'type':'hello','version':1}");
    JsonNode welcome = Frames.only(client);
    chat.send(client, "{'type':'authenticate','token':'far'}");
    JsonNode authenticated = Frames.only(client);

    for (JsonNode frame : List.of(welcome, authenticated)) {
      boolean hasEnd = frame.has("expiresAt");
      assertThat(hasEnd).isEqualTo(!end.isAfter(Instant.parse("9999-12-31T23:59:59.999Z")));
      assertThat(frame.has("expiresInMs")).isEqualTo(hasEnd);
      if (hasEnd) {
        assertThat(Instant.parse(frame.path("expiresAt").asText())).isEqualTo(end);
        assertThat(in(Duration.ofMillis(frame.path("expiresInMs").asLong()))).isEqualTo(end);
      }
    }
    // More milliseconds than an int holds.
    chat.pass(Duration.ofDays(30));
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void anEndInSomeWeeksClosesTheConnectionAtThatMoment() {
    tokens.put("t", new Authentication.Accepted(user("ann"), in(Duration.ofDays(40))));
    RecordingConnection client = connect("t");

    chat.pass(Duration.ofDays(40).minusMillis(1));
    assertThat(client.isClosed()).isFalse();
    chat.pass(Duration.ofMillis(1));
    assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
    assertThat(chat.scheduler.waitingTimers())
        .isEqualTo(new Chat(b -> b).scheduler.waitingTimers());
  }

  static List<Instant> pastEnds() {
    return List.of(Instant.EPOCH, Instant.parse("0000-01-01T00:00:00Z"), Instant.MIN);
  }

  @ParameterizedTest
  @MethodSource("pastEnds")
  void aDecisionThatIsOverEndsAtOnce(Instant end) {
    tokens.put("past", new Authentication.Accepted(user("ann"), end));
    tokens.put("", Authentication.tokenAwaited());
    RecordingConnection client = connect("past");
    chat.pass(Duration.ZERO);
    assertThat(client.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);

    RecordingConnection other = connect("");
    other.takeFrames();
    chat.send(other, "{'type':'hello','version':1,'token':'past'}");
    assertThat(Frames.only(other).path("expiresInMs").longValue()).isZero();
    chat.pass(Duration.ZERO);
    assertThat(other.closeCode()).isEqualTo(CloseCode.UNAUTHORIZED);
  }

  @Test
  void aRenewedDecisionReplacesTheUsersMetadata() {
    List<Map<String, String>> seen = new ArrayList<>();
    Chat authorized =
        Chat.unlimited(
            builder ->
                builder
                    .authenticator(this::authenticate)
                    .authorizer(
                        (user, permission, conversation) -> {
                          seen.add(user.metadata());
                          return true;
                        }));
    tokens.put("old", Authentication.accepted(user("ann")));
    tokens.put(
        "new",
        Authentication.accepted(user("ann").toBuilder().metadata(Map.of("role", "admin")).build()));
    RecordingConnection client = authorized.connect(request("old"));
    authorized.send(client, "{'type':'hello','version':1}");

    authorized.join(client, "tea");
    authorized.send(client, "{'type':'authenticate','token':'new'}");
    authorized.say(client, "hello");

    assertThat(seen).containsExactly(Map.of(), Map.of("role", "admin"));
  }

  @Test
  void aSessionOfAKnownUserIsResumedByThatUserAlone() {
    tokens.put("ann", Authentication.accepted(user("ann")));
    tokens.put("bob", Authentication.accepted(user("bob")));
    RecordingConnection ann = connect("ann");
    ann.takeFrames();
    chat.send(ann, "{'type':'hello','version':1}");
    String hello =
        "{'type':'hello','version':1,'resume':'"
            + Frames.only(ann).path("resumeToken").asText()
            + "'}";
    ann.disconnect();
    chat.scheduler.runUntilIdle();

    RecordingConnection bob = connect("bob");
    bob.takeFrames();
    chat.send(bob, hello);
    JsonNode welcome = Frames.only(bob);
    assertThat(welcome.path("resumed").asBoolean(true)).isFalse();
    assertThat(welcome.path("userId").asText()).isEqualTo("bob");
  }

  @Test
  void severalConnectionsOfAUserJoinOnceAndLeaveOnce() {
    tokens.put("ann", Authentication.accepted(user("ann")));
    tokens.put("bob", Authentication.accepted(user("bob")));
    RecordingConnection bob = connect("bob");
    chat.join(bob, "tea");
    bob.takeFrames();

    RecordingConnection one = connect("ann");
    RecordingConnection other = connect("ann");
    chat.join(one, "tea");
    chat.join(other, "tea");
    assertThat(Frames.types(bob)).containsExactly("user_joined");
    chat.say(bob, "hello");
    chat.say(one, "hi");
    for (RecordingConnection client : List.of(one, other, bob)) {
      assertThat(Frames.contents(client)).containsExactly("hello", "hi");
    }
    one.disconnect();
    chat.scheduler.runUntilIdle();
    assertThat(bob.takeFrames()).isEmpty();
    chat.leave(other);
    assertThat(Frames.types(bob)).containsExactly("user_left");
  }
}

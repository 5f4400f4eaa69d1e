package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.model.Room;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that lost its connection resumes its session on any node. */
class ResumeTest {
  private final Cluster cluster = new Cluster(3);

  /** A client that has opted in, and what it has to remember. */
  private final class Client {
    final RecordingConnection connection;
    final JsonNode welcome;
    private String epoch = "0";
    private long seq;

    Client(int node, String hello) {
      connection = cluster.connect(node);
      send(hello);
      List<JsonNode> frames = Frames.fresh(connection);
      welcome = Frames.first(frames, "welcome");
      afterWelcome = frames.subList(frames.indexOf(welcome) + 1, frames.size());
      afterWelcome.forEach(this::note);
    }

    final List<JsonNode> afterWelcome;

    void send(String json) {
      cluster.send(connection, json);
    }

    void note(JsonNode frame) {
      switch (frame.path("type").asText()) {
        case "room_joined" -> {
          epoch = frame.path("epoch").asText();
          seq = frame.path("seq").asLong();
        }
        case "message_received" -> seq = frame.path("seq").asLong();
        default -> {
          // Says nothing of a place.
        }
      }
    }

    List<JsonNode> fresh() {
      List<JsonNode> frames = Frames.fresh(connection);
      frames.forEach(this::note);
      return frames;
    }

    String token() {
      return welcome.path("resumeToken").asText();
    }

    boolean resumed() {
      return welcome.path("resumed").asBoolean();
    }

    String place() {
      return "{'epoch':'" + epoch + "','seq':" + seq + "}";
    }

    /** Comes back to a node, with what it has of its room. */
    Client comeBack(int node) {
      return new Client(node, hello(token()));
    }

    String hello(String token) {
      return "{'type':'hello','version':1,'resume':'%s','rooms':{'tea':%s}}"
          .formatted(token, place());
    }
  }

  private Client member(int node, String name) {
    Client client = new Client(node, "{'type':'hello','version':1}");
    client.send("{'type':'set_username','username':'" + name + "'}");
    client.send("{'type':'join_room','room':'tea'}");
    client.fresh();
    return client;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aResumedClientGetsMissedMessagesAndNoMemberNotices(int node) {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(2, "bob", "tea");
    cluster.say(bob, "before");
    ann.fresh();
    bob.takeFrames();

    ann.connection.disconnect();
    cluster.pass(Duration.ofSeconds(5));
    cluster.say(bob, "missed 1");
    cluster.say(bob, "missed 2");
    Client back = ann.comeBack(node);

    assertThat(back.resumed()).isTrue();
    assertThat(back.welcome.path("userId")).isEqualTo(ann.welcome.path("userId"));
    assertThat(back.token()).isNotEqualTo(ann.token());
    assertThat(Frames.types(back.afterWelcome))
        .containsExactly("room_joined", "message_history", "room_users");
    JsonNode history = back.afterWelcome.get(1);
    assertThat(history.path("complete").asBoolean()).isTrue();
    assertThat(Frames.listed(history)).containsExactly("missed 1", "missed 2");
    assertThat(back.afterWelcome.get(2).path("users").findValuesAsText("username"))
        .containsExactly("ann", "bob");

    back.send("{'type':'chat_message','content':'here again'}");
    cluster.say(bob, "welcome");
    assertThat(Frames.types(bob)).containsOnly("message_received");
    assertThat(Frames.types(back.fresh()))
        .containsExactly("ack", "message_received", "message_received");
  }

  @Test
  void afterTheGracePeriodTheClientStartsANewSession() {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    ann.connection.disconnect();
    cluster.pass(Duration.ofSeconds(29));
    assertThat(bob.takeFrames()).isEmpty();

    cluster.pass(Duration.ofSeconds(7));
    assertThat(Frames.types(bob)).containsExactly("user_left");

    Client back = ann.comeBack(0);
    assertThat(back.resumed()).isFalse();
    assertThat(back.welcome.path("userId")).isNotEqualTo(ann.welcome.path("userId"));
    assertThat(back.afterWelcome).isEmpty();
    back.send("{'type':'set_username','username':'ann'}");
    assertThat(Frames.types(back.fresh())).containsExactly("username_set");
  }

  @Test
  void anUnknownTokenBeginsAnew() {
    Client client = new Client(0, "{'type':'hello','version':1,'resume':'nonsense'}");

    assertThat(client.resumed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aSecondConnectionWithTheTokenTakesOver(int node) {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(2, "bob", "tea");

    Client second = ann.comeBack(node);
    cluster.pass(Duration.ofMillis(100));
    assertThat(second.resumed()).isTrue();
    assertThat(ann.connection.closeCode()).isEqualTo(CloseCode.REPLACED);

    cluster.pass(Duration.ofSeconds(60));
    assertThat(bob.takeFrames()).isEmpty();
    Client third = ann.comeBack(0);
    assertThat(third.resumed()).as("an old token is void").isFalse();
    assertThat(second.connection.isClosed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aRoomThatItsFormerConnectionWasAboutToEnterSeesNeitherAJoinNorALeave(int node) {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(0, "bob", "cocoa");

    cluster.pools.hold("chat-store");
    ann.send("{'type':'chat_message','content':'what it does next waits for this'}");
    ann.send("{'type':'join_room','room':'cocoa','keep':true}");
    Client back = ann.comeBack(node);
    assertThat(back.resumed()).isTrue();
    cluster.pools.release();
    cluster.pass(Duration.ofSeconds(60));

    assertThat(bob.takeFrames()).isEmpty();
    assertThat(Frames.types(back.fresh())).contains("room_users").doesNotContain("user_left");
  }

  @Test
  void aPrivateMessageDuringAnAbsenceIsHeld() {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    ann.connection.disconnect();
    cluster.pass(Duration.ofSeconds(1));
    cluster.whisper(bob, ann.welcome.path("userId").asText(), "psst");
    assertThat(Frames.types(bob)).containsExactly("private_message_sent");

    Client back = ann.comeBack(2);
    assertThat(Frames.types(back.afterWelcome))
        .containsExactly("private_message", "room_joined", "message_history", "room_users");
    assertThat(back.afterWelcome.get(0).path("content").asText()).isEqualTo("psst");
  }

  @ParameterizedTest
  @ValueSource(ints = {1001, 1006, 1011, 1012, 3000, 4008, 4029})
  void aSessionIsKeptWhateverClosesItButAnEnd(int code) {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(1, "bob", "tea");

    ann.connection.disconnect(code);
    cluster.pass(Duration.ofSeconds(5));

    assertThat(bob.takeFrames()).isEmpty();
    assertThat(ann.comeBack(0).resumed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 4001, 4002})
  void aSessionEndsAtOnceWithACodeThatSaysSo(int code) {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(1, "bob", "tea");

    ann.connection.disconnect(code);
    cluster.pass(Duration.ofMillis(100));

    assertThat(Frames.types(bob)).containsExactly("user_left");
    assertThat(ann.comeBack(0).resumed()).isFalse();
  }

  @Test
  void aClientThatClosesNormallyLeavesAtOnce() {
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    Client ann = member(0, "ann");
    bob.takeFrames();

    var closed = cluster.nodes.get(1).disconnect(ann.welcome.path("userId").asText(), "out");

    cluster.pass(Duration.ofMillis(100));

    assertThat(closed).isCompletedWithValue(1);
    assertThat(Frames.types(bob)).containsExactly("user_left");
    assertThat(ann.comeBack(0).resumed()).isFalse();
  }

  @Test
  void aNodeThatIsClosedParksItsSessions() {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(1, "bob", "tea");

    var closed = cluster.nodes.get(0).shutdown(Duration.ofSeconds(2)).toCompletableFuture();
    cluster.pass(Duration.ofSeconds(3));
    assertThat(closed).isCompleted();
    assertThat(ann.connection.closeCode()).isEqualTo(CloseCode.RESTARTING);
    cluster.say(bob, "meanwhile");
    bob.takeFrames();

    Client back = ann.comeBack(1);
    assertThat(back.resumed()).isTrue();
    assertThat(Frames.listed(back.afterWelcome.get(1))).containsExactly("meanwhile");
    cluster.pass(Duration.ofSeconds(60));
    assertThat(bob.takeFrames()).isEmpty();
  }

  @Test
  void aClosingNodeSendsResumingClientsTheirNewTokens() {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(2, "bob", "tea");
    ann.connection.disconnect();
    cluster.pass(Duration.ofSeconds(1));
    bob.takeFrames();

    cluster.pools.hold("chat-presence");
    RecordingConnection between = cluster.connect(1);
    between.send(ann.hello(ann.token()).replace('\'', '"'));
    cluster.scheduler.runUntilIdle();
    cluster.letThoseGo();
    cluster.letThoseGo();
    assertThat(cluster.callsOf("takeOver")).as("takeovers so far").isZero();
    var closed = cluster.nodes.get(1).shutdown(Duration.ofSeconds(5)).toCompletableFuture();
    cluster.pass(Duration.ofMillis(100));
    cluster.pools.release();
    cluster.pass(Duration.ofSeconds(1));

    assertThat(closed).isCompleted();
    assertThat(cluster.callsOf("takeOver")).as("takeovers while the node closed").isEqualTo(1);
    assertThat(between.closeCode()).isEqualTo(CloseCode.RESTARTING);
    JsonNode welcome = Frames.first(Frames.fresh(between), "welcome");
    assertThat(welcome.path("resumed").asBoolean()).isTrue();
    Client back = new Client(2, ann.hello(welcome.path("resumeToken").asText()));
    assertThat(back.resumed()).isTrue();
    cluster.pass(Duration.ofSeconds(60));
    assertThat(bob.takeFrames()).isEmpty();
  }

  @Test
  void aNodeThatIsClosingTakesNoSessionUpAnyMore() {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    ann.connection.disconnect();
    cluster.pass(Duration.ofSeconds(1));

    cluster.pools.hold("chat-store");
    cluster.pools.hold("chat-presence");
    cluster.say(bob, "the node waits until this is kept");
    RecordingConnection late = cluster.connect(1);
    late.send(ann.hello(ann.token()).replace('\'', '"'));
    cluster.scheduler.runUntilIdle();
    cluster.callsOf("takeOver");
    var closed = cluster.nodes.get(1).shutdown(Duration.ofSeconds(5)).toCompletableFuture();
    cluster.letThoseGo();
    cluster.pools.release();
    cluster.pass(Duration.ofSeconds(1));

    assertThat(closed).isCompleted();
    assertThat(late.closeCode()).isEqualTo(CloseCode.RESTARTING);
    assertThat(cluster.callsOf("takeOver")).as("takeovers while the node closed").isZero();
    assertThat(ann.comeBack(2).resumed()).isTrue();
  }

  @Test
  void anOldPositionGetsTheNewestMessagesAsIncomplete() {
    Client ann = member(0, "ann");
    RecordingConnection bob = cluster.member(1, "bob", "tea");
    cluster.say(bob, "forgotten");
    ann.fresh();
    ann.connection.disconnect();
    cluster.store.plugin.delete(new Room("tea"));
    cluster.say(bob, "a new beginning");

    Client back = ann.comeBack(0);
    JsonNode joined = back.afterWelcome.get(0);
    JsonNode history = back.afterWelcome.get(1);
    assertThat(joined.path("epoch").asText()).isNotEqualTo(ann.epoch);
    assertThat(history.path("complete").asBoolean(true)).isFalse();
    assertThat(Frames.listed(history)).containsExactly("a new beginning");
  }

  @Test
  void aHistoryThatCannotBeReadIsNamed() {
    Client ann = member(0, "ann");
    ann.connection.disconnect();
    cluster.pass(Duration.ofSeconds(1));
    cluster.store.failReads(true);

    Client back = ann.comeBack(1);
    assertThat(Frames.types(back.afterWelcome))
        .containsExactly("error", "room_joined", "message_history", "room_users");
    JsonNode error = back.afterWelcome.get(0);
    assertThat(error.path("code").asText()).isEqualTo("store_unavailable");
    assertThat(error.path("room").asText()).isEqualTo("tea");
  }

  @Test
  void aRoomWithoutAPositionIsShownAsToANewcomer() {
    Client ann = member(0, "ann");
    cluster.say(ann.connection, "one");
    ann.connection.disconnect();

    Client back = new Client(1, "{'type':'hello','version':1,'resume':'" + ann.token() + "'}");
    JsonNode history = back.afterWelcome.get(1);
    assertThat(Frames.listed(history)).containsExactly("one");
    assertThat(history.has("complete")).isFalse();
  }
}

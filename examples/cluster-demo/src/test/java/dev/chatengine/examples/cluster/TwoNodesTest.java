package dev.chatengine.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two nodes in two processes are one chat. */
@Timeout(180)
class TwoNodesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final EmbeddedServers servers = new EmbeddedServers();
  private final ServerNode one;
  private final ServerNode other;

  TwoNodesTest() throws IOException {
    one = new ServerNode(servers);
    other = new ServerNode(servers);
  }

  @AfterEach
  void end() {
    one.close();
    other.close();
    servers.close();
  }

  @Test
  void whatWorksBetweenClientsOfOneNodeWorksBetweenClientsOfTwo() {
    ChatClient ann = ChatClient.member(one, "ann", "tea");
    ann.say("before");
    ann.awaitMessage("before");

    ChatClient bob = new ChatClient(other);
    bob.send("{'type':'set_username','username':'ann'}");
    assertThat(bob.await("error").path("code").asText()).isEqualTo("username_taken");
    bob.send("{'type':'set_username','username':'bob'}");
    bob.send("{'type':'join_room','room':'tea'}");
    assertThat(bob.await("message_history").path("messages").findValuesAsText("content"))
        .containsExactly("before");
    assertThat(bob.await("room_users").path("users").findValuesAsText("username"))
        .containsExactly("ann", "bob");
    assertThat(ann.await("user_joined").path("username").asText()).isEqualTo("bob");

    bob.say("hello");
    ann.awaitMessage("hello");
    ann.send("{'type':'typing_start'}");
    assertThat(bob.await("typing_indicator").path("username").asText()).isEqualTo("ann");

    ann.send("{'type':'private_message','targetId':'" + bob.id() + "','content':'psst'}");
    assertThat(bob.await("private_message").path("content").asText()).isEqualTo("psst");
    assertThat(ann.await("private_message_sent").path("toUsername").asText()).isEqualTo("bob");

    bob.send("{'type':'leave_room'}");
    assertThat(ann.await("user_left").path("username").asText()).isEqualTo("bob");
  }

  @Test
  void bothSeeOneOrderHoweverFastBothWrite() {
    int each = 400;
    ChatClient ann = ChatClient.member(one, "ann", "tea");
    ChatClient bob = ChatClient.member(other, "bob", "tea");

    Thread writing = new Thread(() -> IntStream.range(0, each).forEach(i -> ann.say("a" + i)));
    writing.start();
    IntStream.range(0, each).forEach(i -> bob.say("b" + i));
    for (ChatClient client : List.of(ann, bob)) {
      Awaitility.await().atMost(PATIENCE).until(() -> client.messages().size() >= 2 * each);
    }

    assertThat(ann.messages()).hasSize(2 * each).doesNotHaveDuplicates();
    assertThat(bob.messages()).isEqualTo(ann.messages());
    assertThat(ann.all("message_received").stream().mapToLong(frame -> frame.path("seq").asLong()))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 2L * each).boxed().toList());
  }

  @Test
  void aKilledNodeLeavesNoGhosts() {
    ChatClient ann = ChatClient.member(one, "ann", "tea");
    ChatClient.member(other, "bob", "tea");
    ann.await("user_joined");

    other.close();
    assertThat(ann.await("user_left").path("username").asText()).isEqualTo("bob");
    assertThat(ann.all("user_left")).hasSize(1);
    ChatClient.member(one, "bob", "tea");
  }

  @Test
  void aClientOfAKilledNodeComesBackOnAnotherAndNobodyNotices() {
    ChatClient ann = ChatClient.member(one, "ann", "tea");
    ChatClient bob = new ChatClient(other);
    bob.send("{'type':'hello','version':1}");
    bob.send("{'type':'set_username','username':'bob'}");
    bob.send("{'type':'join_room','room':'tea'}");
    bob.await("room_users");
    ann.say("seen");
    bob.awaitMessage("seen");
    JsonNode place = bob.all("room_joined").get(bob.all("room_joined").size() - 1);

    other.close();
    ann.say("missed");
    ann.awaitMessage("missed");
    ChatClient back = new ChatClient(one);
    back.send(
        "{'type':'hello','version':1,'resume':'"
            + bob.await("welcome").path("resumeToken").asText()
            + "','rooms':{'tea':{'epoch':'"
            + place.path("epoch").asText()
            + "','seq':1}}}");

    assertThat(back.await("welcome").path("resumed").asBoolean()).isTrue();
    JsonNode history = back.await("message_history");
    assertThat(history.path("complete").asBoolean()).isTrue();
    assertThat(history.path("messages").findValuesAsText("content")).containsExactly("missed");
    back.say("here again");
    ann.awaitMessage("here again");
    assertThat(ann.all("user_left")).isEmpty();
  }

  @Test
  void withoutRedisEachNodeServesItsOwnAndAllHealsWhenItIsBack() {
    ChatClient ann = ChatClient.member(one, "ann", "tea");
    ChatClient bob = ChatClient.member(other, "bob", "tea");
    ann.await("user_joined");
    assertThat(one.readiness()).startsWith("200 ").contains("\"ready\"");

    servers.stopRedis();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(one.readiness())
                    .startsWith("200 ")
                    .contains("\"plugin\":\"broadcaster\"", "\"since\":\"2"));
    assertThat(one.isAlive()).isTrue();
    ann.say("alone");
    ann.awaitMessage("alone");

    servers.startRedis();
    bob.awaitMessage("alone");
    for (ServerNode node : List.of(one, other)) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(node.readiness()).doesNotContain("problems"));
    }
    bob.say("together");
    ann.awaitMessage("together");
    assertThat(ann.messages()).containsExactly("alone", "together");
    assertThat(bob.messages()).containsExactly("alone", "together");
    assertThat(ann.all("user_left")).isEmpty();
  }
}

package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Room;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Private messages of known users form one log on all nodes. */
class DirectsTest {
  private final Cluster cluster = new Cluster(3);

  private RecordingConnection user(int node, String id) {
    return user(node, id, "");
  }

  private RecordingConnection user(int node, String id, String direct) {
    RecordingConnection client =
        RecordingConnection.connect(cluster.nodes.get(node), cluster.scheduler::execute);
    cluster.pass(Duration.ofMillis(50));
    send(client, "{'type':'hello','version':1,'token':'" + id + "'" + direct + "}");
    assertThat(Frames.types(client)).startsWith("connection", "welcome");
    return client;
  }

  private void send(RecordingConnection client, String json) {
    cluster.send(client, json.replace('\'', '"'));
  }

  private void whisper(RecordingConnection from, String to, String content) {
    send(
        from,
        "{'type':'private_message','targetId':'" + to + "','content':'" + content + "','ref':'r'}");
  }

  private static List<String> heard(RecordingConnection client) {
    return Frames.ofType(client, "private_message").stream()
        .map(frame -> frame.path("content").asText())
        .toList();
  }

  @Test
  void aPrivateMessageReachesAllConnectionsOfBothAndIsAcked() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection annElsewhere = user(1, "ann");
    RecordingConnection bob = user(1, "bob");
    RecordingConnection bobElsewhere = user(2, "bob");

    whisper(ann, "bob", "psst");

    List<JsonNode> own = Frames.fresh(ann);
    assertThat(own)
        .extracting(frame -> frame.path("type").asText())
        .containsExactly("ack", "private_message_sent");
    assertThat(own.get(0).path("seq").asLong()).isEqualTo(1);
    assertThat(own.get(1).path("id")).isEqualTo(own.get(0).path("id"));
    assertThat(Frames.only(annElsewhere).path("with").asText()).isEqualTo("bob");
    for (RecordingConnection client : List.of(bob, bobElsewhere)) {
      JsonNode frame = Frames.only(client);
      assertThat(frame.path("type").asText()).isEqualTo("private_message");
      assertThat(frame.path("with").asText()).isEqualTo("ann");
      assertThat(frame.path("fromId").asText()).isEqualTo("ann");
      assertThat(frame.path("fromUsername").asText()).isEqualTo("ann");
      assertThat(frame.path("toId").asText()).isEqualTo("bob");
      assertThat(frame.path("toUsername").asText()).isEqualTo("bob");
      assertThat(frame.path("content").asText()).isEqualTo("psst");
      assertThat(frame.path("seq").asLong()).isEqualTo(1);
      assertThat(frame.path("epoch").asText()).isNotEmpty();
    }
  }

  @Test
  void sendingTwiceIsSendingOnce() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection annElsewhere = user(1, "ann");
    RecordingConnection bob = user(2, "bob");
    String message =
        "{'type':'private_message','targetId':'bob','content':'once','clientMessageId':'m'}";

    send(ann, message);
    send(annElsewhere, message);

    assertThat(heard(bob)).containsExactly("once");
    assertThat(Frames.ofType(ann, "ack").get(0).path("duplicate").asBoolean(true)).isFalse();
    assertThat(Frames.ofType(annElsewhere, "ack").get(0).path("duplicate").asBoolean()).isTrue();
  }

  @Test
  void anAbsentUserFindsThePrivateMessageLater() {
    cluster.absent.add("bob");
    RecordingConnection ann = user(0, "ann");
    whisper(ann, "bob", "are you there?");
    whisper(ann, "nobody", "are you there?");
    assertThat(Frames.types(ann)).containsExactly("ack", "private_message_sent", "error");

    RecordingConnection bob = user(1, "bob", ",'direct':{'ann':{'epoch':'0','seq':0}}");
    send(bob, "{'type':'get_history','with':'ann','ref':'h'}");
    JsonNode page = Frames.ofType(bob, "history_page").get(0);
    assertThat(page.path("with").asText()).isEqualTo("ann");
    JsonNode message = page.path("messages").get(0);
    assertThat(message.path("type").asText()).isEqualTo("private_message");
    assertThat(message.path("content").asText()).isEqualTo("are you there?");
  }

  @Test
  void aReturningClientGetsEachMissedMessageOnce() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    whisper(ann, "bob", "one");
    JsonNode one = Frames.only(bob);
    bob.disconnect();
    cluster.pass(Duration.ofSeconds(1));
    whisper(ann, "bob", "two");
    whisper(ann, "bob", "three");

    RecordingConnection back =
        RecordingConnection.connect(cluster.nodes.get(2), cluster.scheduler::execute);
    send(
        back,
        "{'type':'hello','version':1,'token':'bob','direct':{'ann':{'epoch':'"
            + one.path("epoch").asText()
            + "','seq':1}}}");
    whisper(ann, "bob", "four");

    List<JsonNode> frames = Frames.fresh(back);
    JsonNode history = frames.get(2);
    assertThat(history.path("type").asText()).isEqualTo("message_history");
    assertThat(history.path("complete").asBoolean()).isTrue();
    assertThat(history.path("messages").findValuesAsText("content"))
        .containsExactly("two", "three");
    assertThat(frames.subList(3, frames.size()))
        .extracting(frame -> frame.path("content").asText())
        .containsExactly("four");
  }

  @Test
  void aLostHintIsMadeUpFor() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    whisper(ann, "bob", "heard");
    assertThat(heard(bob)).containsExactly("heard");

    cluster.deaf = true;
    whisper(ann, "bob", "lost");
    assertThat(heard(bob)).isEmpty();
    cluster.deaf = false;
    whisper(ann, "bob", "heard again");
    cluster.pass(Duration.ofSeconds(1));
    assertThat(heard(bob)).containsExactly("lost", "heard again");
  }

  @Test
  void aLostHintOfTheFirstMessageOfAllIsFoundByComparing() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    cluster.deaf = true;
    whisper(ann, "bob", "lost");
    assertThat(heard(bob)).isEmpty();

    cluster.pass(Duration.ofSeconds(31));
    assertThat(heard(bob)).containsExactly("lost");
    cluster.pass(Duration.ofSeconds(31));
    assertThat(heard(bob)).isEmpty();
  }

  @Test
  void aLostHintIsFoundAlsoIfTheStoreWasAwayWhenTheUserCame() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection cid = user(2, "cid");
    cluster.absent.add("bob");
    whisper(ann, "bob", "before");
    cluster.store.failReads(true);
    RecordingConnection bob = user(1, "bob");
    cluster.store.failReads(false);
    cluster.pass(Duration.ofSeconds(2));

    cluster.deaf = true;
    whisper(ann, "bob", "lost");
    whisper(cid, "bob", "lost too");
    cluster.deaf = false;
    cluster.pass(Duration.ofSeconds(31));
    assertThat(heard(bob)).containsExactlyInAnyOrder("lost", "lost too");
  }

  @Test
  void oldPrivateMessagesAreNotTakenForNew() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    whisper(ann, "bob", "old");
    bob.disconnect();
    cluster.pass(Duration.ofSeconds(1));

    RecordingConnection back = user(2, "bob");
    cluster.pass(Duration.ofSeconds(31));
    assertThat(heard(back)).isEmpty();
    whisper(ann, "bob", "new");
    assertThat(heard(back)).containsExactly("new");
  }

  @Test
  void aKnownUserOfTheBaseProtocolGetsMissedMessagesToo() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob =
        RecordingConnection.connect(
            cluster.nodes.get(1),
            ConnectionRequest.builder("127.0.0.1").token("bob").build(),
            cluster.scheduler::execute);
    cluster.pass(Duration.ofMillis(50));
    bob.takeFrames();

    whisper(ann, "bob", "psst");
    assertThat(heard(bob)).containsExactly("psst");
  }

  @Test
  void noNameOfARoomReachesAPrivateLog() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    whisper(ann, "bob", "secret");
    String key = Direct.between("ann", "bob").key();

    RecordingConnection eve = user(2, "eve");
    send(eve, "{'type':'join_room','room':'" + key + "'}");
    send(eve, "{'type':'get_history','room':'" + key + "'}");
    send(eve, "{'type':'get_history','with':'ann'}");

    assertThat(eve.frames()).noneMatch(frame -> frame.contains("secret"));
    assertThat(cluster.store.find(new Room(key), "x")).isEmpty();
    assertThat(heard(bob)).containsExactly("secret");
  }

  @Test
  void nothingIsKeptOfUsersThatLeft() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(0, "bob");
    whisper(ann, "bob", "psst");
    ann.disconnect();
    bob.disconnect();
    cluster.pass(Duration.ofSeconds(1));
    cluster.callsOf("heads");

    cluster.pass(Duration.ofSeconds(31));
    assertThat(cluster.callsOf("heads")).isZero();
    assertThat(cluster.callsOf("directs")).isNotZero();
  }
}

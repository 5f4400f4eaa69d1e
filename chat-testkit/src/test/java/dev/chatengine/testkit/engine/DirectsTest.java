package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Room;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Private messages of known users form one log on all nodes. */
class DirectsTest {
  private final Cluster cluster = new Cluster(3);

  private RecordingConnection user(int node, String id) {
    return user(node, id, "");
  }

  private RecordingConnection user(int node, String id, String direct) {
    RecordingConnection client = cluster.connect(node);
    cluster.pass(Duration.ofMillis(50));
    cluster.send(client, "{'type':'hello','version':1,'token':'" + id + "'" + direct + "}");
    assertThat(Frames.types(client)).startsWith("connection", "welcome");
    return client;
  }

  private static List<String> heard(RecordingConnection client) {
    return Frames.contents(client, "private_message");
  }

  @Test
  void aPrivateMessageReachesAllConnectionsOfBothAndIsAcked() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection annElsewhere = user(1, "ann");
    RecordingConnection bob = user(1, "bob");
    RecordingConnection bobElsewhere = user(2, "bob");

    cluster.whisper(ann, "bob", "psst");

    List<JsonNode> own = Frames.fresh(ann);
    assertThat(Frames.types(own)).containsExactly("ack", "private_message_sent");
    assertThat(own.get(0).path("seq").asLong()).isEqualTo(1);
    assertThat(own.get(1).path("id")).isEqualTo(own.get(0).path("id"));
    assertThat(Frames.only(annElsewhere).path("with").asText()).isEqualTo("bob");
    for (RecordingConnection client : List.of(bob, bobElsewhere)) {
      JsonNode frame = Frames.only(client);
      assertThat(
              Stream.of("type", "with", "fromId", "fromUsername", "toId", "toUsername", "content")
                  .map(field -> frame.path(field).asText()))
          .containsExactly("private_message", "ann", "ann", "ann", "bob", "bob", "psst");
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

    cluster.send(ann, message);
    cluster.send(annElsewhere, message);

    assertThat(heard(bob)).containsExactly("once");
    assertThat(Frames.ofType(ann, "ack").get(0).path("duplicate").asBoolean(true)).isFalse();
    assertThat(Frames.ofType(annElsewhere, "ack").get(0).path("duplicate").asBoolean()).isTrue();
  }

  @Test
  void anAbsentUserFindsThePrivateMessageLater() {
    cluster.absent.add("bob");
    RecordingConnection ann = user(0, "ann");
    cluster.whisper(ann, "bob", "are you there?");
    cluster.whisper(ann, "nobody", "are you there?");
    assertThat(Frames.types(ann)).containsExactly("ack", "private_message_sent", "error");

    RecordingConnection bob = user(1, "bob", ",'direct':{'ann':{'epoch':'0','seq':0}}");
    cluster.send(bob, "{'type':'get_history','with':'ann','ref':'h'}");
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
    cluster.whisper(ann, "bob", "one");
    JsonNode one = Frames.only(bob);
    bob.disconnect();
    cluster.pass(Duration.ofSeconds(1));
    cluster.whisper(ann, "bob", "two");
    cluster.whisper(ann, "bob", "three");

    String epoch = one.path("epoch").asText();
    RecordingConnection back = cluster.connect(2);
    cluster.send(
        back,
        "{'type':'hello','version':1,'token':'bob','direct':{'ann':{'epoch':'%s','seq':1}}}"
            .formatted(epoch));
    cluster.whisper(ann, "bob", "four");

    List<JsonNode> frames = Frames.fresh(back);
    JsonNode history = frames.get(2);
    assertThat(history.path("type").asText()).isEqualTo("message_history");
    assertThat(history.path("complete").asBoolean()).isTrue();
    assertThat(Frames.listed(history)).containsExactly("two", "three");
    assertThat(frames.subList(3, frames.size()))
        .extracting(frame -> frame.path("content").asText())
        .containsExactly("four");
  }

  @Test
  void aLostHintIsMadeUpFor() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    cluster.whisper(ann, "bob", "heard");
    assertThat(heard(bob)).containsExactly("heard");

    cluster.deaf = true;
    cluster.whisper(ann, "bob", "lost");
    assertThat(heard(bob)).isEmpty();
    cluster.deaf = false;
    cluster.whisper(ann, "bob", "heard again");
    cluster.pass(Duration.ofSeconds(1));
    assertThat(heard(bob)).containsExactly("lost", "heard again");
  }

  @Test
  void aLostHintOfTheFirstMessageOfAllIsFoundByComparing() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    cluster.deaf = true;
    cluster.whisper(ann, "bob", "lost");
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
    cluster.whisper(ann, "bob", "before");
    cluster.store.failReads(true);
    RecordingConnection bob = user(1, "bob");
    cluster.store.failReads(false);
    cluster.pass(Duration.ofSeconds(2));

    cluster.deaf = true;
    cluster.whisper(ann, "bob", "lost");
    cluster.whisper(cid, "bob", "lost too");
    cluster.deaf = false;
    cluster.pass(Duration.ofSeconds(31));
    assertThat(heard(bob)).containsExactlyInAnyOrder("lost", "lost too");
  }

  @Test
  void oldPrivateMessagesAreNotTakenForNew() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    cluster.whisper(ann, "bob", "old");
    bob.disconnect();
    cluster.pass(Duration.ofSeconds(1));

    RecordingConnection back = user(2, "bob");
    cluster.pass(Duration.ofSeconds(31));
    assertThat(heard(back)).isEmpty();
    cluster.whisper(ann, "bob", "new");
    assertThat(heard(back)).containsExactly("new");
  }

  @Test
  void aKnownUserOfTheBaseProtocolGetsMissedMessagesToo() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = cluster.known(1, "bob");
    bob.takeFrames();

    cluster.whisper(ann, "bob", "psst");
    assertThat(heard(bob)).containsExactly("psst");
  }

  @Test
  void noNameOfARoomReachesAPrivateLog() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(1, "bob");
    cluster.whisper(ann, "bob", "secret");
    String key = Direct.between("ann", "bob").key();

    RecordingConnection eve = user(2, "eve");
    cluster.send(eve, "{'type':'join_room','room':'" + key + "'}");
    cluster.send(eve, "{'type':'get_history','room':'" + key + "'}");
    cluster.send(eve, "{'type':'get_history','with':'ann'}");

    assertThat(eve.frames()).noneMatch(frame -> frame.contains("secret"));
    assertThat(cluster.store.plugin.find(new Room(key), "x")).isEmpty();
    assertThat(heard(bob)).containsExactly("secret");
  }

  @Test
  void nothingIsKeptOfUsersThatLeft() {
    RecordingConnection ann = user(0, "ann");
    RecordingConnection bob = user(0, "bob");
    cluster.whisper(ann, "bob", "psst");
    ann.disconnect();
    bob.disconnect();
    cluster.pass(Duration.ofSeconds(1));
    cluster.callsOf("heads");

    cluster.pass(Duration.ofSeconds(31));
    assertThat(cluster.callsOf("heads")).isZero();
    assertThat(cluster.callsOf("directs")).isNotZero();
  }
}

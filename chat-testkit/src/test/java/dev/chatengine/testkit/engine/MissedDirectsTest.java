package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.model.Direct;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A returning client gets the private messages that it missed, also of logs that it does not name.
 */
class MissedDirectsTest {
  /** What a client says that keeps places, and has none yet. */
  private static final String NO_PLACES = ",'direct':{}";

  private final Cluster cluster = new Cluster(3);

  /** A connection of a user who signed in, and the token with which it can be taken up. */
  private final class Client {
    final RecordingConnection connection;
    final String user;
    final JsonNode welcome;
    private final List<JsonNode> after;

    Client(int node, String user, String more) {
      this.user = user;
      connection = open(node, user, more);
      cluster.pass(Duration.ofMillis(200));
      List<JsonNode> frames = Frames.fresh(connection);
      welcome = Frames.first(frames, "welcome");
      after = new ArrayList<>(frames.subList(frames.indexOf(welcome) + 1, frames.size()));
    }

    Client back(int node, String more) {
      Client client = new Client(node, user, resuming(more));
      assertThat(client.welcome.path("resumed").asBoolean()).isTrue();
      return client;
    }

    String resuming(String more) {
      return ",'resume':'" + welcome.path("resumeToken").asText() + "'" + more;
    }

    void lose() {
      connection.disconnect();
      cluster.pass(Duration.ofSeconds(1));
    }

    /** What came after the welcome, without the frames that bring the history. */
    List<String> heard() {
      List<JsonNode> frames = new ArrayList<>(after);
      frames.addAll(Frames.fresh(connection));
      after.clear();
      return contents(frames);
    }

    List<JsonNode> afterWelcome() {
      return after;
    }

    void whisper(String to, String content) {
      cluster.whisper(connection, to, content);
    }
  }

  private RecordingConnection open(int node, String user, String more) {
    RecordingConnection made = cluster.connect(node);
    made.send(
        ("{'type':'hello','version':1,'ref':'h','token':'" + user + "'" + more + "}")
            .replace('\'', '"'));
    return made;
  }

  private static List<String> contents(List<JsonNode> frames) {
    List<String> contents = new ArrayList<>();
    for (JsonNode frame : frames) {
      if (Frames.type(frame).equals("message_history")) {
        contents.addAll(Frames.listed(frame));
      } else if (Frames.type(frame).startsWith("private_message")) {
        contents.add(frame.path("content").asText());
      }
    }
    return contents;
  }

  private static String direct(String user, JsonNode message) {
    return ",'direct':{'%s':{'epoch':'%s','seq':%d}}"
        .formatted(user, message.path("epoch").asText(), message.path("seq").asLong());
  }

  @ParameterizedTest
  @CsvSource({"0,''", "0,'yes'", "1,''", "1,'yes'"})
  void aPrivateLogThatBeganMeanwhileIsSent(int node, String namesPlaces) {
    Client ann = new Client(0, "ann", "");
    Client bob = new Client(0, "bob", "");
    bob.lose();
    ann.whisper("bob", "one");
    ann.whisper("bob", "two");

    Client back = bob.back(node, namesPlaces.isEmpty() ? "" : NO_PLACES);
    ann.whisper("bob", "three");

    JsonNode history = back.afterWelcome().get(0);
    assertThat(Frames.type(history)).isEqualTo("message_history");
    assertThat(history.path("with").asText()).isEqualTo("ann");
    assertThat(history.path("complete").asBoolean()).isTrue();
    assertThat(history.path("ref").asText()).isEqualTo("h");
    assertThat(back.heard()).containsExactly("one", "two", "three");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void messagesFromOtherConnectionsOfTheUserAreSentToo(int node) {
    Client ann = new Client(0, "ann", "");
    Client bob = new Client(2, "bob", "");
    Client bobElsewhere = new Client(0, "bob", "");
    bob.lose();
    bobElsewhere.whisper("ann", "from elsewhere");

    assertThat(ann.heard()).containsExactly("from elsewhere");
    assertThat(bob.back(node, NO_PLACES).heard()).containsExactly("from elsewhere");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void anUnnamedLogIsSentFromTheStartOfTheSession(int node) {
    Client ann = new Client(0, "ann", "");
    cluster.absent.add("bob");
    ann.whisper("bob", "old");
    Client bob = new Client(0, "bob", NO_PLACES);
    ann.whisper("bob", "sent, and lost on its way");
    bob.lose();
    ann.whisper("bob", "missed");

    assertThat(bob.back(node, NO_PLACES).heard())
        .containsExactly("sent, and lost on its way", "missed");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aClientWithoutPositionsGetsTheMessagesThatItWasNotSent(int node) {
    Client ann = new Client(0, "ann", "");
    Client eve = new Client(1, "eve", "");
    cluster.absent.add("bob");
    ann.whisper("bob", "old");
    Client bob = new Client(0, "bob", "");
    ann.whisper("bob", "one");
    assertThat(bob.heard()).containsExactly("one");
    bob.lose();
    ann.whisper("bob", "two");
    eve.whisper("bob", "hello");

    Client back = bob.back(node, "");
    assertThat(back.heard()).containsExactlyInAnyOrder("two", "hello");
    back.lose();
    ann.whisper("bob", "three");
    Client again = back.back(2, "");
    assertThat(again.heard()).containsExactly("three");
    again.lose();
    assertThat(again.back(node, "").heard()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aNamedLogIsSentFromItsPosition(int node) {
    Client ann = new Client(0, "ann", "");
    Client eve = new Client(1, "eve", "");
    Client bob = new Client(0, "bob", NO_PLACES);
    ann.whisper("bob", "one");
    JsonNode one = Frames.only(bob.connection);
    bob.lose();
    ann.whisper("bob", "two");
    eve.whisper("bob", "hello");

    assertThat(bob.back(node, direct("ann", one)).heard()).containsExactly("two", "hello");
  }

  @Test
  void anInterruptedCatchUpContinuesOnTheNextConnection() {
    Client ann = new Client(0, "ann", "");
    Client bob = new Client(0, "bob", NO_PLACES);
    bob.lose();
    ann.whisper("bob", "one");

    Client between = bob.back(1, NO_PLACES);
    between.lose();
    ann.whisper("bob", "two");
    assertThat(between.back(2, NO_PLACES).heard()).containsExactly("one", "two");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,1", "1,0", "1,1", "2,0", "2,1", "3,0", "3,1", "4,0", "4,1"})
  void aMessageSentDuringAResumeArrivesOnce(int answers, int node) {
    Client ann = new Client(0, "ann", "");
    Client eve = new Client(0, "eve", "");
    Client dan = new Client(1, "dan", "");
    Client bob = new Client(0, "bob", NO_PLACES);
    ann.whisper("bob", "one");
    JsonNode one = Frames.only(bob.connection);
    bob.lose();
    ann.whisper("bob", "two");
    eve.whisper("bob", "hello");

    cluster.pools.hold("chat-presence");
    RecordingConnection back = open(node, "bob", bob.resuming(direct("ann", one)));
    cluster.scheduler.runUntilIdle();
    for (int i = 0; i < answers; i++) {
      cluster.letThoseGo();
    }
    cluster.pools.hold("chat-store");
    cluster.letThoseGo();
    ann.whisper("bob", "three");
    eve.whisper("bob", "again");
    dan.whisper("bob", "a newcomer");
    cluster.pools.release();
    cluster.pass(Duration.ofSeconds(31));

    assertThat(contents(Frames.fresh(back)))
        .containsExactlyInAnyOrder("two", "three", "hello", "again", "a newcomer")
        .containsSubsequence("two", "three")
        .containsSubsequence("hello", "again");
  }

  /** The node knows less of the log than the client, or takes it for empty. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNodeThatKnowsLessSendsNoMessageASecondTime(boolean knowsTheFirst) {
    Client ann = new Client(0, "ann", "");
    Client elsewhere = new Client(1, "ann", "");
    Client bob = new Client(0, "bob", NO_PLACES);
    List<String> all = knowsTheFirst ? List.of("one", "two", "three") : List.of("two", "three");
    if (knowsTheFirst) {
      ann.whisper("bob", "one");
    }
    cluster.deaf = true;
    ann.whisper("bob", "two");
    cluster.deaf = false;
    List<JsonNode> received = Frames.ofType(bob.connection, "private_message");
    assertThat(received).hasSize(all.size() - 1);
    bob.lose();
    cluster.store.failReads(true);
    Client back = bob.back(1, direct("ann", received.get(all.size() - 2)));

    cluster.store.failReads(false);
    ann.whisper("bob", "three");
    cluster.pass(Duration.ofSeconds(31));

    assertThat(back.heard()).containsExactly("three");
    assertThat(elsewhere.heard()).isEqualTo(all);
  }

  @Test
  void aNodeThatDiedHasLeftNothingOut() {
    Client ann = new Client(1, "ann", "");
    Client bob = new Client(0, "bob", NO_PLACES);
    cluster.cutOff(0);
    cluster.pass(Duration.ofSeconds(16));
    ann.whisper("bob", "one");

    assertThat(bob.back(2, NO_PLACES).heard()).containsExactly("one");
  }

  @Test
  void aNewSessionGetsNoMissedMessages() {
    Client ann = new Client(0, "ann", "");
    Client bob = new Client(0, "bob", NO_PLACES);
    bob.lose();
    ann.whisper("bob", "one");

    assertThat(new Client(1, "bob", NO_PLACES).afterWelcome()).isEmpty();
    assertThat(new Client(1, "bob", ",'resume':'nonsense'").afterWelcome()).isEmpty();
  }

  @Test
  void oldLogsAreTakenForOldHoweverManyThereAre() {
    cluster.absent.add("bob");
    for (int i = 0; i < 40; i++) {
      new Client(0, "friend" + i, "").whisper("bob", "old " + i);
    }
    Client bob = new Client(0, "bob", NO_PLACES);
    bob.lose();
    assertThat(bob.back(1, NO_PLACES).afterWelcome()).isEmpty();
  }

  @Test
  void aLogWithoutAKnownPositionShowsItsNewestMessagesAsIncomplete() {
    cluster.absent.add("bob");
    Client first = new Client(0, "friend0", "");
    first.whisper("bob", "old 0");
    for (int i = 1; i < 40; i++) {
      new Client(0, "friend" + i, "").whisper("bob", "old " + i);
    }
    Client bob = new Client(0, "bob", NO_PLACES);
    bob.lose();
    first.whisper("bob", "new");

    List<JsonNode> frames = bob.back(1, NO_PLACES).afterWelcome();
    assertThat(frames).hasSize(1);
    assertThat(frames.get(0).path("complete").asBoolean(true)).isFalse();
    assertThat(Frames.listed(frames.get(0))).containsExactly("old 0", "new");
  }

  @Test
  void moreLogsThanTheLimitAreReportedAsIncomplete() {
    Client bob = new Client(0, "bob", NO_PLACES);
    bob.lose();
    cluster.absent.add("bob");
    for (int i = 0; i <= 100; i++) {
      new Client(1, "friend" + i, "").whisper("bob", "new " + i);
    }

    Client back = bob.back(1, NO_PLACES);
    assertThat(back.afterWelcome().get(0).path("code").asText()).isEqualTo("overloaded");
    assertThat(back.afterWelcome().get(0).path("ref").asText()).isEqualTo("h");
    assertThat(back.heard()).hasSize(100).contains("new 1", "new 100").doesNotContain("new 0");
  }

  @Test
  void aStoreOutageIsReportedAsPossiblyMissingMessages() {
    Client ann = new Client(0, "ann", "");
    Client bob = new Client(0, "bob", NO_PLACES);
    bob.lose();
    ann.whisper("bob", "one");
    cluster.store.failReads(true);

    Client back = bob.back(1, NO_PLACES);
    assertThat(back.afterWelcome()).hasSize(1);
    assertThat(back.afterWelcome().get(0).path("code").asText()).isEqualTo("store_unavailable");
    cluster.store.failReads(false);
    cluster.pass(Duration.ofSeconds(3));
    back.lose();
    assertThat(back.back(0, NO_PLACES).heard()).containsExactly("one");
  }

  @Test
  void aSessionThatBeganDuringAStoreOutageLearnsThatMessagesMayBeMissing() {
    Client ann = new Client(0, "ann", "");
    cluster.store.failReads(true);
    Client bob = new Client(0, "bob", NO_PLACES);
    cluster.store.failReads(false);
    cluster.pass(Duration.ofSeconds(3));
    bob.lose();
    ann.whisper("bob", "one");

    Client back = bob.back(1, NO_PLACES);
    assertThat(back.afterWelcome().get(0).path("code").asText()).isEqualTo("overloaded");
  }

  @Test
  void aRestartedLogIsReportedAsIncomplete() {
    Client ann = new Client(0, "ann", "");
    cluster.absent.add("bob");
    ann.whisper("bob", "old");
    Client bob = new Client(0, "bob", NO_PLACES);
    bob.lose();
    cluster.store.plugin.delete(Direct.between("ann", "bob"));
    ann.whisper("bob", "a new beginning");

    JsonNode history = bob.back(1, NO_PLACES).afterWelcome().get(0);
    assertThat(history.path("complete").asBoolean(true)).isFalse();
    assertThat(Frames.listed(history)).containsExactly("a new beginning");
  }
}

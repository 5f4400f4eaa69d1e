package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.chatengine.testkit.RecordingConnection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames of clients with and without the extensions. */
class HelloTest {
  private final Chat chat = Chat.create();

  @Test
  void helloIsAnsweredWithAWelcome() {
    RecordingConnection client = chat.guest();
    String greeted = Frames.only(client).path("clientId").asText();

    chat.send(client, "{'type':'hello','version':1,'ref':'r1'}");

    JsonNode welcome = Frames.only(client);
    assertThat(welcome.path("type").asText()).isEqualTo("welcome");
    assertThat(welcome.path("ref").asText()).isEqualTo("r1");
    assertThat(welcome.path("userId").asText()).isEqualTo(greeted);
    assertThat(welcome.path("connectionId").asText()).isNotEmpty();
    assertThat(welcome.path("resumeToken").asText()).hasSizeGreaterThanOrEqualTo(43);
    assertThat(welcome.path("resumed").asBoolean(true)).isFalse();
    assertThat(welcome.path("heartbeatSeconds").asInt()).isPositive();
    assertThat(welcome.path("limits").path("contentLength").asInt()).isEqualTo(1_000);
  }

  @Test
  void anotherVersionIsRefusedAndTheClientMayTryAgain() {
    RecordingConnection client = chat.guest();
    client.takeFrames();

    chat.send(client, "{'type':'hello','version':2}");
    assertThat(Frames.codes(client)).containsExactly("unsupported");

    chat.send(client, "{'type':'hello','version':1}");
    assertThat(Frames.types(client)).containsExactly("welcome");
  }

  @Test
  void helloHasToBeTheFirstFrame() {
    RecordingConnection client = chat.user("ann");
    client.takeFrames();

    chat.send(client, "{'type':'hello','version':1}");
    assertThat(Frames.codes(client)).containsExactly("invalid_frame");

    RecordingConnection extended = chat.extended();
    chat.send(extended, "{'type':'hello','version':1}");
    assertThat(Frames.codes(extended)).containsExactly("invalid_frame");
  }

  @Test
  void withoutHelloTheExtensionsAreUnknown() {
    RecordingConnection client = chat.member("ann", "tea");

    chat.send(client, "{'type':'ping','ref':'r'}");
    JsonNode error = Frames.only(client);
    assertThat(error.path("message").asText()).isEqualTo("Unknown message type: ping");
    assertThat(error.has("ref")).isFalse();

    chat.send(
        client,
        "{'type':'chat_message','content':'hi','room':'elsewhere','ref':7,'clientMessageId':[]}");
    assertThat(Frames.types(client)).containsExactly("message_received");
    chat.send(client, "{'type':'join_room','room':'cocoa','keep':true,'since':5}");
    assertThat(Frames.types(client))
        .containsExactly("room_left", "room_joined", "message_history", "room_users");
  }

  @Test
  void everyReplyCarriesTheRefOfItsRequest() {
    RecordingConnection client = chat.extended();

    chat.send(client, "{'type':'set_username','username':'ann','ref':'a'}");
    chat.send(client, "{'type':'join_room','room':'tea','ref':'b'}");
    chat.send(client, "{'type':'chat_message','content':'hi','ref':'c'}");
    chat.send(client, "{'type':'get_history','ref':'d'}");
    chat.send(client, "{'type':'ping','ref':'e'}");
    chat.send(client, "{'type':'nonsense','ref':'f'}");
    chat.send(client, "{'type':'leave_room','ref':'g'}");

    assertThat(Frames.fresh(client))
        .extracting(frame -> frame.path("type").asText() + " " + frame.path("ref").asText("-"))
        .containsExactly(
            "username_set a",
            "room_joined b",
            "message_history b",
            "room_users b",
            "ack c",
            "room_joined -",
            "message_received -",
            "history_page d",
            "pong e",
            "error f",
            "room_left g");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'type':'ping','ref':5}|ref must be text of 1 to 64 characters",
        "{'type':'ping','ref':''}|ref must be text of 1 to 64 characters",
        "{'type':'chat_message','content':'x','clientMessageId':{}}"
            + "|clientMessageId must be text of 1 to 64 characters",
        "{'type':'chat_message','content':'x','mentions':'bob'}"
            + "|mentions must be at most 50 ids of users",
        "{'type':'chat_message','content':'x','attachments':[{'name':'a'}]}"
            + "|attachments must be at most 10 objects of url and, if known, name, mediaType and"
            + " size",
        "{'type':'join_room','room':'tea','keep':'yes'}|keep must be true or false",
        "{'type':'join_room','room':'tea','since':{'seq':1}}"
            + "|since must be an object of epoch, seq and, if changes are wanted, revision",
        "{'type':'get_history','room':'tea','limit':0}|limit must be a whole number, 1 to 200",
        "{'type':'get_history','room':'tea','limit':-1}|limit must be a whole number, 1 to 200",
        "{'type':'get_history','room':'tea','limit':201}|limit must be a whole number, 1 to 200",
        "{'type':'get_history','room':'tea','limit':'9'}|limit must be a whole number, 1 to 200",
        "{'type':'get_history','room':'tea','limit':1e400000000}"
            + "|limit must be a whole number, 1 to 200",
        "{'type':'get_history','room':'tea','before':-1}"
            + "|before must be a whole number, 0 or more",
        "{'type':'get_history','room':'tea','before':1.5}"
            + "|before must be a whole number, 0 or more",
        "{'type':'get_history','room':'tea','before':1,'after':1}"
            + "|before and after exclude each other",
        "{'type':'set_username','username':'abcdefghijklmnopqrstu'}"
            + "|Username must be at most 20 characters"
      })
  void aWrongFieldIsReportedAndTheSessionContinues(String frame, String message) {
    RecordingConnection client = chat.extendedMember("ann", "tea");

    chat.send(client, frame);
    JsonNode error = Frames.only(client);
    assertThat(error.path("code").asText()).isEqualTo("invalid_frame");
    assertThat(error.path("message").asText()).isEqualTo(message);

    chat.send(client, "{'type':'ping'}");
    assertThat(Frames.types(client)).containsExactly("pong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0", "2", "2.0", "9223372036854775807"})
  void anyVersionButTheKnownOneIsUnsupported(String version) {
    RecordingConnection client = chat.guest();
    client.takeFrames();

    chat.send(client, "{'type':'hello','version':" + version + "}");
    assertThat(Frames.codes(client)).containsExactly("unsupported");
    chat.send(client, "{'type':'hello','version':1.0}");
    assertThat(Frames.types(client)).containsExactly("welcome");
  }

  @Test
  void fieldsOfOtherFramesAreIgnored() {
    RecordingConnection client = chat.extended();

    chat.send(client, "{'type':'ping','since':5,'limit':'x','rooms':[[[[[[[[[[[[1]]]]]]]]]]]]}");

    assertThat(Frames.types(client)).containsExactly("pong");
  }

  @Test
  void nothingIsCutSilently() {
    RecordingConnection client = chat.extendedMember("ann", "tea");

    chat.send(client, "{'type':'chat_message','content':'" + "x".repeat(1_001) + "'}");
    chat.send(client, "{'type':'chat_message','content':'  '}");
    chat.send(client, "{'type':'join_room','room':'" + "x".repeat(31) + "'}");
    assertThat(Frames.codes(client))
        .containsExactly("content_too_long", "content_required", "invalid_frame");
  }

  @Test
  void aClientIsInSeveralRoomsAtOnce() {
    RecordingConnection ann = chat.extendedMember("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    RecordingConnection cat = chat.member("cat", "cocoa");
    chat.say(cat, "first");
    chat.say(bob, "first");
    List.of(ann, bob, cat).forEach(RecordingConnection::takeFrames);

    chat.send(ann, "{'type':'join_room','room':'cocoa','keep':true}");
    assertThat(Frames.types(ann)).containsExactly("room_joined", "message_history", "room_users");
    assertThat(Frames.types(cat)).containsExactly("user_joined");

    chat.send(ann, "{'type':'chat_message','content':'where?'}");
    assertThat(Frames.codes(ann)).containsExactly("room_required");
    chat.send(ann, "{'type':'chat_message','content':'here','room':' Tea '}");
    assertThat(Frames.types(ann)).containsExactly("ack", "message_received");
    assertThat(Frames.contents(bob)).containsExactly("here");
    chat.send(ann, "{'type':'chat_message','content':'x','room':'milk'}");
    assertThat(Frames.codes(ann)).containsExactly("not_in_room");
    chat.say(cat, "there");
    assertThat(Frames.only(ann).path("room").asText()).isEqualTo("cocoa");
    cat.takeFrames();

    chat.send(ann, "{'type':'leave_room','room':'tea'}");
    assertThat(Frames.types(ann)).containsExactly("room_left");
    assertThat(Frames.types(bob)).containsExactly("user_left");
    chat.send(ann, "{'type':'join_room','room':'milk'}");
    assertThat(Frames.types(ann))
        .containsExactly("room_left", "room_joined", "message_history", "room_users");
    assertThat(Frames.types(cat)).containsExactly("user_left");
  }

  @Test
  void rejoiningARoomIsAnnouncedToNobody() {
    RecordingConnection ann = chat.extendedMember("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();

    chat.send(ann, "{'type':'join_room','room':'tea','keep':true}");
    assertThat(Frames.types(ann)).containsExactly("room_joined", "message_history", "room_users");
    assertThat(bob.takeFrames()).isEmpty();
    chat.say(bob, "once");
    assertThat(Frames.contents(ann)).containsExactly("once");
  }

  @Test
  void theNumberOfRoomsIsBounded() {
    RecordingConnection ann = chat.extendedMember("ann", "room0");
    for (int i = 1; i < 100; i++) {
      chat.send(ann, "{'type':'join_room','room':'room" + i + "','keep':true}");
    }
    ann.takeFrames();

    chat.send(ann, "{'type':'join_room','room':'one too many','keep':true}");
    assertThat(Frames.codes(ann)).containsExactly("overloaded");
    chat.send(ann, "{'type':'join_room','room':'room7','keep':true}");
    assertThat(Frames.types(ann)).contains("room_joined");
  }

  @Test
  void sendingTwiceIsSendingOnceOverAnyConnectionOfTheUser() {
    RecordingConnection ann = chat.extendedMember("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");
    ann.takeFrames();
    String message = "{'type':'chat_message','content':'once','clientMessageId':'m1','ref':'r'}";

    chat.send(ann, message);
    JsonNode first = Frames.ofType(ann, "ack").get(0);
    chat.send(ann, message);
    JsonNode second = Frames.only(ann);

    assertThat(first.path("duplicate").asBoolean(true)).isFalse();
    assertThat(second.path("duplicate").asBoolean(false)).isTrue();
    assertThat(second.path("id")).isEqualTo(first.path("id"));
    assertThat(second.path("seq")).isEqualTo(first.path("seq"));
    assertThat(second.path("timestamp")).isEqualTo(first.path("timestamp"));
    assertThat(Frames.contents(bob)).containsExactly("once");
  }

  @Test
  void aMessageCarriesTheExtensionsOfItsSender() {
    RecordingConnection ann = chat.extendedMember("ann", "tea");
    RecordingConnection bob = chat.member("bob", "tea");

    chat.send(
        ann,
        "{'type':'chat_message','content':'see','clientMessageId':'m1','replyTo':'m0',"
            + "'mentions':['u1'],'attachments':[{'url':'/f','name':'f.png','size':3}]}");

    JsonNode received = Frames.only(bob);
    assertThat(received.path("clientMessageId").asText()).isEqualTo("m1");
    assertThat(received.path("replyTo").asText()).isEqualTo("m0");
    assertThat(received.path("mentions")).extracting(JsonNode::asText).containsExactly("u1");
    assertThat(received.path("attachments").get(0).path("name").asText()).isEqualTo("f.png");
  }

  @Test
  void roomJoinedCarriesThePositionAlsoWhenAnEmptyLogBegins() {
    RecordingConnection ann = chat.extended();
    chat.send(ann, "{'type':'set_username','username':'ann'}");
    chat.send(ann, "{'type':'join_room','room':'tea'}");
    JsonNode empty = Frames.ofType(ann, "room_joined").get(0);
    assertThat(empty.path("epoch").asText()).isEqualTo("0");
    assertThat(empty.path("seq").asLong(-1)).isZero();

    chat.say(ann, "first");
    List<JsonNode> frames = Frames.fresh(ann);
    assertThat(Frames.types(frames)).containsExactly("ack", "room_joined", "message_received");
    String epoch = frames.get(1).path("epoch").asText();
    assertThat(epoch).isNotEqualTo("0");

    RecordingConnection bob = chat.extended();
    chat.send(bob, "{'type':'set_username','username':'bob'}");
    chat.join(bob, "tea");
    JsonNode joined = Frames.ofType(bob, "room_joined").get(0);
    assertThat(joined.path("epoch").asText()).isEqualTo(epoch);
    assertThat(joined.path("seq").asLong()).isEqualTo(1);
  }

  @Test
  void historyIsReadBothWays() {
    RecordingConnection ann = chat.extendedMember("ann", "tea");
    for (int i = 1; i <= 9; i++) {
      chat.say(ann, "m" + i);
    }
    ann.takeFrames();

    chat.send(ann, "{'type':'get_history','room':'tea','limit':2}");
    assertPage(ann, true, 8, 9);
    chat.send(ann, "{'type':'get_history','room':'tea','before':3}");
    assertPage(ann, false, 1, 2);
    chat.send(ann, "{'type':'get_history','room':'tea','after':2,'limit':3}");
    assertPage(ann, true, 3, 4, 5);
    chat.send(ann, "{'type':'get_history','room':'tea','after':9}");
    assertPage(ann, false);
    chat.send(ann, "{'type':'get_history','with':'somebody'}");
    assertThat(Frames.codes(ann)).containsExactly("unsupported");
  }

  private static void assertPage(RecordingConnection client, boolean hasMore, long... numbers) {
    JsonNode page = Frames.only(client);
    assertThat(page.path("type").asText()).isEqualTo("history_page");
    assertThat(page.path("room").asText()).isEqualTo("tea");
    assertThat(page.path("hasMore").asBoolean()).isEqualTo(hasMore);
    assertThat(Frames.numbers(page)).containsExactly(numbers);
  }
}

package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.AppendResult;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.MessageInterceptor.Interception;
import dev.chatengine.testkit.RecordingConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log holds each event that matters to an operator in few lines, and no secrets. */
class LogTest {
  private static final Duration MORE_THAN_A_MINUTE = Duration.ofSeconds(66);

  private final FaultyStore store = new FaultyStore();
  private final LogLines log = new LogLines();

  @AfterEach
  void stopListening() {
    log.close();
  }

  private List<String> warnings() {
    return log.lines(Level.WARN);
  }

  private Chat chat() {
    return Chat.unlimited(builder -> builder.messageStore(store.plugin).nodeId("node-a"));
  }

  @Test
  void aThousandFailuresAreLoggedOnceAndThenCounted() {
    Chat chat = chat();
    RecordingConnection ann = chat.member("ann", "tea");
    store.failAppends(true);

    for (int i = 0; i < 1_000; i++) {
      chat.say(ann, "message " + i);
    }
    assertThat(warnings())
        .singleElement()
        .asString()
        .matches(
            "Node node-a: Unknown whether the store has message \\S+ of "
                + ".*tea.*: java.lang.IllegalStateException: the store is away");

    chat.pass(MORE_THAN_A_MINUTE);
    assertThat(warnings())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("Node node-a: Unknown whether the store has message ")
        .endsWith(" (the last of 999 more within 60 s)");

    chat.pass(MORE_THAN_A_MINUTE.multipliedBy(3));
    assertThat(warnings()).as("nothing more has happened").hasSize(2);
    chat.say(ann, "again");
    assertThat(warnings()).as("after a while an event is told at once again").hasSize(3);
  }

  @Test
  void aContinuedFloodIsLoggedOnceAMinute() {
    Chat chat = chat();
    RecordingConnection ann = chat.member("ann", "tea");
    store.failAppends(true);

    for (int second = 0; second < 300; second++) {
      chat.say(ann, "message " + second);
      chat.pass(Duration.ofSeconds(1));
    }

    assertThat(warnings()).hasSizeBetween(5, 6);
    chat.pass(MORE_THAN_A_MINUTE);
    assertThat(warnings().stream().mapToInt(LogTest::told).sum()).isEqualTo(300);
  }

  /** Of how many events a line tells. */
  private static int told(String line) {
    String mark = "(the last of ";
    int start = line.indexOf(mark);
    return start < 0
        ? 1
        : Integer.parseInt(
            line.substring(start + mark.length(), line.indexOf(" more within", start)));
  }

  @Test
  void failuresOfManyRoomsAreOneFlood() {
    Chat chat = chat();
    store.failReads(true);

    for (int i = 0; i < 200; i++) {
      chat.member("user" + i, "room" + i);
    }

    assertThat(warnings()).hasSizeLessThan(5);
    assertThat(warnings())
        .filteredOn(line -> line.contains("Cannot read the history of"))
        .hasSize(1);
  }

  @Test
  void differentEventsDoNotHideEachOther() {
    Chat chat = chat();
    RecordingConnection ann = chat.member("ann", "tea");
    store.failAppends(true);
    chat.say(ann, "unknown");
    store.failAppends(false);
    store.afterAppend(results -> List.of(new AppendResult.Refused("not today")));
    chat.say(ann, "refused");

    assertThat(warnings()).hasSize(2);
    assertThat(warnings().get(1)).contains("The store refused message ").endsWith(": not today");
  }

  @Test
  void countsAreLoggedWhenTheEngineEnds() {
    Chat chat = chat();
    RecordingConnection ann = chat.member("ann", "tea");
    store.failAppends(true);
    chat.say(ann, "one");
    chat.say(ann, "two");
    assertThat(warnings()).hasSize(1);

    chat.engine.shutdown(Duration.ofSeconds(1));
    chat.pass(Duration.ofSeconds(3));

    assertThat(warnings()).hasSize(2).last().asString().contains("(the last of 1 more within ");
  }

  @Test
  void aPlugInsExceptionIsLoggedOnceWithItsStackTrace() {
    Chat chat =
        Chat.unlimited(
            builder ->
                builder.interceptor(
                    draft -> {
                      throw new IllegalStateException("broken");
                    }));
    RecordingConnection ann = chat.member("ann", "tea");
    for (int i = 0; i < 100; i++) {
      chat.say(ann, "message");
    }

    assertThat(warnings()).hasSize(1);
    assertThat(log.everything())
        .containsOnlyOnce("RedactedException: java.lang.IllegalStateException")
        .contains("at " + LogTest.class.getName());
  }

  // ---- what is secret

  private static final String TOKEN = "s3cret-token";
  private static final String HELLO_TOKEN = "s3cret-hello";
  private static final String PASSWORD = "s3cret-password";
  private static final String SAID = "s3cret-said";
  private static final String WHISPERED = "s3cret-whispered";

  /** Throws what repeats everything that it was given, as a careless plug-in does. */
  private static Authentication authenticate(ConnectionRequest request) {
    String brought =
        request.token().orElse("")
            + request.queryParameter("token").orElse("")
            + request.header("authorization").orElse("");
    if (brought.isEmpty()) {
      return Authentication.anonymous();
    }
    throw new IllegalStateException(
        "cannot check " + brought, new IllegalArgumentException("bad " + brought));
  }

  private static Interception intercept(Draft draft) {
    if (draft.content().contains("odd")) {
      throw new IllegalStateException("an odd word in " + draft.content());
    }
    return Interception.allowed();
  }

  @Test
  void tokensPasswordsAndContentsAreNotLogged() {
    Chat chat =
        Chat.unlimited(
            builder ->
                builder
                    .messageStore(store.plugin)
                    .authenticator(LogTest::authenticate)
                    .interceptor(LogTest::intercept)
                    .listener(
                        new ChatListener() {
                          @Override
                          public void onMessage(Message message) {
                            throw new IllegalStateException("cannot index " + message.content());
                          }
                        }));
    chat.connect(
        ConnectionRequest.builder("127.0.0.1").query(Map.of("token", List.of(TOKEN))).build());
    chat.connect(ConnectionRequest.builder("127.0.0.1").header("Authorization", PASSWORD).build());
    RecordingConnection helloing = chat.guest();
    chat.send(helloing, "{'type':'hello','version':1,'token':'" + HELLO_TOKEN + "'}");
    RecordingConnection renewing = chat.extendedMember("ann", "tea");
    chat.send(renewing, "{'type':'authenticate','token':'" + HELLO_TOKEN + "'}");
    chat.send(chat.guest(), "{'type':'hello','version':1,'resume':'" + TOKEN + "'}");
    chat.say(renewing, SAID);
    chat.say(renewing, SAID + " odd");
    store.afterAppend(results -> List.of(new AppendResult.Refused("not today")));
    chat.say(renewing, SAID);
    store.failAppends(true);
    store.failReads(true);
    chat.say(renewing, SAID);
    chat.send(renewing, "{'type':'chat_message','content':'" + SAID);
    chat.send(renewing, "{'type':'" + SAID + "'}");
    chat.send(renewing, "{'type':'private_message','targetId':'x','content':'" + WHISPERED + "'}");
    chat.member("bob", "tea");
    chat.engine.post(
        Draft.builder(
                new Room("tea"), User.of("host", "Host"), java.time.Instant.EPOCH, SAID + " odd")
            .build());
    chat.engine.send("nobody", User.system(), WHISPERED);
    chat.pass(MORE_THAN_A_MINUTE);
    chat.engine.shutdown(Duration.ofSeconds(1));
    chat.pass(Duration.ofSeconds(3));

    assertThat(log.everything())
        .as("what the parts did is told")
        .contains(
            "The authenticator failed, so a client from 127.0.0.1 is refused",
            "An interceptor failed",
            "A listener failed",
            "The store refused message",
            "Unknown whether the store has message",
            "Cannot read the history of")
        .as("and nothing of what is secret")
        .doesNotContain("s3cret");
  }
}

package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.testkit.RecordingConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The examples of the page on the protocol: an engine answers as it is written there, frame by
 * frame and field by field. What has an ellipsis, and every time, is compared by its kind.
 */
class ProtocolExamplesTest {
  private static final Path PAGE = Path.of("../docs/protocol.md");
  private static final Pattern STAGE = Pattern.compile("<!-- example: (.*) -->");
  private static final Pattern STEP = Pattern.compile("    (\\w*)([<>]) (\\{.*)");
  private static final String ELLIPSIS = "…";
  private static final Set<String> TIMES = Set.of("timestamp", "expiresAt");

  /** A frame of an example. */
  private record Step(String who, boolean sent, String json) {}

  /** Frames, and what was before them. */
  private record Example(int line, String stage, List<Step> steps) {}

  private static List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    List<Step> steps = new ArrayList<>();
    String stage = "";
    int number = 0;
    for (String line : Files.readAllLines(PAGE)) {
      number++;
      Matcher step = STEP.matcher(line);
      Matcher named = STAGE.matcher(line);
      if (named.matches()) {
        stage = named.group(1);
      } else if (step.matches()) {
        if (steps.isEmpty()) {
          examples.add(new Example(number, stage, steps));
        }
        steps.add(new Step(step.group(1), step.group(2).equals(">"), step.group(3)));
      } else if (!steps.isEmpty() && line.startsWith("       ")) {
        Step begun = steps.remove(steps.size() - 1);
        steps.add(new Step(begun.who(), begun.sent(), begun.json() + line.strip()));
      } else if (!steps.isEmpty()) {
        steps = new ArrayList<>();
        stage = "";
      }
    }
    return examples;
  }

  @TestFactory
  Stream<DynamicTest> everyExampleIsTrue() throws IOException {
    return examples().stream()
        .map(
            example ->
                DynamicTest.dynamicTest(
                    "line " + example.line() + ", " + example.stage(),
                    () -> new Play(example.stage()).play(example.steps())));
  }

  @Test
  void everyFeatureHasAnExample() throws IOException {
    Set<String> sent = new TreeSet<>();
    Set<String> got = new TreeSet<>();
    for (Example example : examples()) {
      for (Step step : example.steps()) {
        (step.sent() ? sent : got).add(Frames.parse(step.json()).path("type").asText());
      }
    }

    assertThat(sent)
        .containsExactly(
            "authenticate",
            "chat_message",
            "get_history",
            "hello",
            "join_room",
            "leave_room",
            "ping",
            "private_message",
            "set_username",
            "typing_start",
            "typing_stop");
    // No client can change a message yet, so none can see message_updated.
    assertThat(got)
        .containsExactly(
            "ack", "authenticated",
            "connection", "error",
            "history_page", "message_history",
            "message_received", "pong",
            "private_message", "private_message_sent",
            "room_joined", "room_left",
            "room_users", "typing_indicator",
            "user_joined", "user_left",
            "username_set", "welcome");
  }

  /** One example, with an engine of its own. */
  private static final class Play {
    private final Chat chat;
    private final boolean isBase;
    private final RecordingConnection ann;
    private final RecordingConnection bob;
    private final Map<RecordingConnection, Deque<JsonNode>> unread = new HashMap<>();

    /** What stands for an ellipsis in a client's frame, by the field's name. */
    private final Map<String, String> known = new HashMap<>();

    Play(String stage) {
      isBase = stage.equals("base") || stage.equals("hurried");
      boolean authenticated = stage.equals("token") || stage.equals("signed in");
      // With the limits that an engine has by default.
      chat = new Chat(builder -> authenticated ? builder.authenticator(this::who) : builder);
      known.put("token", "ann");
      bob = authenticated ? connect("bob") : chat.guest();
      if (!authenticated) {
        chat.send(bob, "{'type':'set_username','username':'bob'}");
        chat.join(bob, "tea");
      }
      known.put("targetId", Frames.fresh(bob).get(0).path("clientId").asText());
      ann = set(stage);
    }

    private Authentication who(ConnectionRequest request) {
      Instant now = Instant.ofEpochMilli(chat.scheduler.currentTimeMillis());
      return request
          .token()
          .or(() -> request.queryParameter("user"))
          .<Authentication>map(
              id ->
                  new Authentication.Accepted(
                      User.of(id, id.equals("ann") ? "Ann" : "Bob"),
                      now.plus(Duration.ofMinutes(5))))
          .orElse(Authentication.tokenAwaited());
    }

    private RecordingConnection connect(String user) {
      return chat.connect(
          ConnectionRequest.builder("127.0.0.1").query(Map.of("user", List.of(user))).build());
    }

    private RecordingConnection set(String stage) {
      return switch (stage) {
        case "base" -> chat.guest();
        case "hurried" -> {
          RecordingConnection hurried = greeted();
          for (int i = 0; i < 10; i++) {
            chat.send(hurried, "{'type':'typing_stop'}");
          }
          yield hurried;
        }
        case "guest", "token" -> greeted();
        case "named" -> named();
        case "named, with three messages in tea" -> {
          RecordingConnection named = named();
          for (int i = 0; i < 3; i++) {
            chat.say(bob, "hello");
          }
          chat.pass(Duration.ofSeconds(1));
          learnEpoch();
          yield named;
        }
        case "member" -> member();
        case "lost" -> {
          member().disconnect();
          chat.scheduler.runUntilIdle();
          chat.say(bob, "missed");
          yield greeted();
        }
        case "signed in" -> {
          RecordingConnection signedIn = connect("ann");
          chat.send(signedIn, "{'type':'hello','version':1}");
          signedIn.takeFrames();
          yield signedIn;
        }
        default -> throw new AssertionError("an example says from where it starts: " + stage);
      };
    }

    private RecordingConnection greeted() {
      RecordingConnection greeted = chat.guest();
      greeted.takeFrames();
      return greeted;
    }

    private RecordingConnection named() {
      RecordingConnection named = greeted();
      chat.send(named, "{'type':'hello','version':1}");
      known.put("resume", Frames.only(named).path("resumeToken").asText());
      chat.send(named, "{'type':'set_username','username':'ann'}");
      named.takeFrames();
      return named;
    }

    /** In a room in which something has been said. */
    private RecordingConnection member() {
      chat.say(bob, "hello");
      RecordingConnection member = named();
      chat.join(member, "tea");
      chat.pass(Duration.ofSeconds(1));
      learnEpoch();
      member.takeFrames();
      return member;
    }

    private void learnEpoch() {
      RecordingConnection looking = chat.extended();
      chat.send(looking, "{'type':'set_username','username':'looking'}");
      chat.join(looking, "tea");
      known.put("epoch", Frames.ofType(looking, "room_joined").get(0).path("epoch").asText());
      chat.leave(looking);
    }

    private RecordingConnection client(String who) {
      return switch (who) {
        case "" -> ann;
        case "bob" -> bob;
        default -> throw new AssertionError("nobody is called " + who);
      };
    }

    void play(List<Step> steps) {
      bob.takeFrames();
      for (Step step : steps) {
        RecordingConnection client = client(step.who());
        JsonNode written = Frames.parse(step.json());
        if (step.sent()) {
          assertThat(next(ann)).as("what the example leaves out before %s", step.json()).isNull();
          fill(written);
          chat.send(client, written.toString());
        } else {
          String type = written.path("type").asText();
          JsonNode got = next(client);
          while (client == bob && got != null && !got.path("type").asText().equals(type)) {
            got = next(client);
          }
          assertThat(got).as("nothing came where there should be %s", step.json()).isNotNull();
          compare(written, got, step.json() + "\nbut it was " + got);
        }
      }
      assertThat(next(ann)).as("what the example leaves out in the end").isNull();
    }

    private JsonNode next(RecordingConnection client) {
      Deque<JsonNode> frames = unread.computeIfAbsent(client, any -> new ArrayDeque<>());
      frames.addAll(Frames.fresh(client));
      return frames.poll();
    }

    /** Puts what is known where the page has an ellipsis. */
    private void fill(JsonNode written) {
      written
          .properties()
          .forEach(
              field -> {
                if (field.getValue().asText().contains(ELLIPSIS)) {
                  assertThat(known).containsKey(field.getKey());
                  ((ObjectNode) written).put(field.getKey(), known.get(field.getKey()));
                } else {
                  fill(field.getValue());
                }
              });
    }

    private void compare(JsonNode written, JsonNode got, String what) {
      assertThat(got.getNodeType()).as(what).isEqualTo(written.getNodeType());
      if (written.isObject()) {
        List<String> names = new ArrayList<>();
        written.fieldNames().forEachRemaining(names::add);
        List<String> gotNames = new ArrayList<>();
        got.fieldNames().forEachRemaining(gotNames::add);
        if (isBase) {
          // Who has not said hello gets some further fields all the same.
          assertThat(gotNames).as(what).containsAll(names);
        } else {
          assertThat(gotNames).as(what).containsExactlyInAnyOrderElementsOf(names);
        }
        for (String name : names) {
          if (TIMES.contains(name)) {
            Instant.parse(got.path(name).asText());
          } else {
            compare(written.path(name), got.path(name), what);
          }
        }
      } else if (written.isArray()) {
        assertThat(got.size()).as(what).isEqualTo(written.size());
        for (int i = 0; i < written.size(); i++) {
          compare(written.path(i), got.path(i), what);
        }
      } else if (!written.asText().contains(ELLIPSIS)) {
        assertThat(got).as(what).isEqualTo(written);
      }
    }
  }
}

package dev.chatengine.examples.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user writes, while the server comes and goes. */
@Timeout(300)
class SendingPageTest {
  /** Lets two minutes pass at once for those who wait so long: each timer of a minute and more. */
  private static final String LONG_TIMERS =
      """
      const later = [];
      const start = window.setTimeout;
      window.setTimeout = (action, ms, ...rest) => {
        if (ms >= 60_000) {
          later.push(action);
        }
        return start(action, ms, ...rest);
      };
      window.letTimePass = () => later.splice(0).forEach((action) => action());
      """;

  @Test
  void whatCannotBeSentIsPendingThenFailedAndIsTriedAgain(@TempDir Path directory) {
    Path file = directory.resolve("messages");
    ChatServer server = TestServers.start(0, file);
    try (ChatPage ann = new ChatPage();
        ChatPage bob = new ChatPage()) {
      ann.driver()
          .executeCdpCommand(
              "Page.addScriptToEvaluateOnNewDocument", Map.of("source", LONG_TIMERS));
      ann.open(server.url()).logIn("Ann").isIn("general");
      bob.open(server.url()).logIn("Bob").isIn("general");
      ann.say("before");
      ann.shows("before");
      ann.showsOutcome("Sent");

      int port = URI.create(server.url()).getPort();
      server.close();
      ann.isOffline();
      ann.say("one");
      ann.say("two");
      ann.showsPending("one", "two");
      ann.showsOutcome("Sending …");
      ann.shows("before");

      ann.run("letTimePass()");
      ann.showsFailed("one", "two");
      ann.showsOutcome("Not sent: there was no connection for too long.");
      ann.say("three");
      ann.showsPending("three");

      server = TestServers.start(port, file);
      ann.shows("before", "three");
      ann.tryAgain();
      ann.shows("before", "three", "one");
      ann.showsFailed("two");
      bob.shows("before", "three", "one");
    } finally {
      server.close();
    }
  }

  @Test
  void nothingIsLostOrSaidTwiceHoweverOftenTheServerIsRestarted(@TempDir Path directory) {
    Path file = directory.resolve("messages");
    ChatServer server = TestServers.start(0, file);
    int port = URI.create(server.url()).getPort();
    try (ChatPage ann = new ChatPage();
        ChatPage bob = new ChatPage()) {
      ann.open(server.url()).logIn("Ann").isIn("general");
      bob.open(server.url()).logIn("Bob").isIn("general");

      List<String> said = new ArrayList<>();
      for (int restart = 1; restart <= 3; restart++) {
        say(ann, said, "before restart " + restart);
        // Whether this one has arrived, nobody knows.
        say(ann, said, "on its way " + restart);
        server.close();
        say(ann, said, "meanwhile " + restart);
        server = TestServers.start(port, file);
      }
      say(ann, said, "the last");
      ann.isBack();
      bob.isBack();
      ann.showsPending();
      // What the server did not get any more is for the user to say again.
      while (ann.hasFailed()) {
        ann.tryAgain();
        ann.showsPending();
      }

      ann.showsInAnyOrder(said);
      bob.shows(ann.messages().toArray(String[]::new));
    } finally {
      server.close();
    }
  }

  private static void say(ChatPage page, List<String> said, String text) {
    page.say(text);
    said.add(text);
  }
}

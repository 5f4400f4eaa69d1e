package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** The page can be used by everybody: what axe-core finds, and what a keyboard reaches. */
@Timeout(300)
class AccessibilityTest {
  private static final Path AXE = Path.of("src/test/axe/node_modules/axe-core/axe.min.js");

  /** The rules that hold, and everything that axe-core calls a fault. */
  private static final String CHECK =
      """
      const done = arguments[0];
      document.getAnimations().forEach((animation) => animation.finish());
      axe.run(document, { resultTypes: ['violations'] }).then(
        ({ violations, passes }) => done([
          passes.map(({ id }) => id).join(' '),
          violations.flatMap(({ id, help, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target} ${failureSummary}`),
          ).join('\\n'),
        ]),
        (error) => done(['', String(error)]),
      );
      """;

  /** What tells who uses the keyboard where it is: an outline, or the ring of the field. */
  private static final String HAS_VISIBLE_FOCUS =
      """
      const focused = document.activeElement;
      const ring = (focused.closest('.composer') ?? focused);
      return getComputedStyle(focused).outlineStyle !== 'none' ||
        getComputedStyle(ring).boxShadow !== 'none'""";

  private final ChatServer server = TestServers.start(filled());
  private final ChatPage page = new ChatPage();

  private static MemoryMessageStore filled() {
    MemoryMessageStore store = MemoryMessageStore.create();
    Instant yesterday = Instant.now().minus(Duration.ofHours(30));
    store.append(
        List.of(
            said("Bob", yesterday, "Yesterday"),
            said("Bob", Instant.now(), "Read https://example.org/"),
            said("Bob", Instant.now(), "More of the same")));
    return store;
  }

  private static Draft said(String name, Instant at, String text) {
    return Draft.builder(new Room("tea"), User.of("id-of-" + name, name), at, text).build();
  }

  @AfterEach
  void close() {
    page.close();
    server.close();
  }

  @Test
  void axeFindsNothingOnAWideScreen() throws IOException {
    String axe = axe();
    page.open(server.url());
    check(axe, "the login");
    page.logIn("A");
    page.showsLoginError("A name has at least 2 characters.");
    check(axe, "a refused name");

    page.logIn("Ann").isIn("general");
    check(axe, "an empty room");

    try (Guest bob = Guest.join(server.url(), "Bob", "tea")) {
      page.goTo("tea");
      page.isIn("tea");
      page.openRoom("general");
      bob.say("unread");
      page.showsUnread("tea", 1);
      page.openRoom("tea");
      page.say("mine");
      page.showsLast("mine");
      bob.type();
      page.showsTyping("Bob is typing …");
      check(axe, "a room");
      page.openPrivate("Bob");
      check(axe, "an empty private conversation");
    }
    page.awaits(
        "document.getElementById('conversation-subtitle').textContent.includes('not here')");
    page.say("Are you there?");
    page.showsFailed("Are you there?");
    check(axe, "a message that was not sent");

    server.close();
    page.isOffline();
    page.say("later");
    page.showsPending("later");
    check(axe, "no connection");
  }

  @Test
  void axeFindsNothingOnAPhone() throws IOException {
    String axe = axe();
    page.open(server.url());
    page.onPhone();
    check(axe, "the login");
    page.logIn("Ann").isIn("general");
    check(axe, "an empty room");
    page.click("open-conversations");
    check(axe, "the list of rooms");
    page.goTo("tea");
    page.isIn("tea");
    check(axe, "a room");
    page.click("open-people");
    check(axe, "the list of people");
  }

  private void check(String axe, String what) {
    if (page.run("return 'axe' in window").equals("false")) {
      page.run(axe);
    }
    for (boolean dark : List.of(false, true)) {
      page.prefersDark(dark);
      List<?> found = (List<?>) page.driver().executeAsyncScript(CHECK);
      String state = what + (dark ? ", dark" : ", light");
      assertThat(String.valueOf(found.get(0)))
          .as("rules that hold: %s", state)
          .contains("color-contrast");
      assertThat(String.valueOf(found.get(1))).as(state).isEmpty();
    }
    page.prefersDark(false);
  }

  private static String axe() throws IOException {
    if (!Files.isRegularFile(AXE)) {
      String message =
          "ACCESSIBILITY TESTS SKIPPED: there is no axe-core;"
              + " npm ci --prefix examples/standalone-server/src/test/axe gets it.";
      System.err.println(message);
      Assumptions.abort(message);
    }
    return Files.readString(AXE);
  }

  @Test
  void aUserWhoWantsItDarkGetsItDark() {
    page.open(server.url()).logIn("Ann").isIn("general");
    page.prefersDark(false);
    assertThat(brightness("backgroundColor")).isGreaterThan(700);
    assertThat(brightness("color")).isLessThan(150);
    page.prefersDark(true);
    assertThat(brightness("backgroundColor")).isLessThan(100);
    assertThat(brightness("color")).isGreaterThan(650);
  }

  /** Of a colour of the page: from 0 for black to 765 for white. */
  private int brightness(String property) {
    return Integer.parseInt(
        page.run(
            "return getComputedStyle(document.body)."
                + property
                + ".match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)"));
  }

  @Test
  void aKeyboardReachesEverythingAndSeesWhereItIs() {
    page.open(server.url());
    page.awaits("document.activeElement.id === 'login-name'");
    page.press("Ann", Keys.TAB, Keys.chord(Keys.CONTROL, "a"), "tea", Keys.ENTER);
    page.isIn("tea");
    page.write("something");

    Set<String> reached = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      page.pressTab();
      if (page.run("return document.activeElement === document.body").equals("false")) {
        String name = page.focused();
        assertThat(name)
            .as("the name of %s", page.run("return document.activeElement.outerHTML"))
            .isNotBlank();
        assertThat(page.run(HAS_VISIBLE_FOCUS)).as("focus is seen on %s", name).isEqualTo("true");
        reached.add(name);
      }
    }

    assertThat(reached)
        .contains(
            "Skip to the message field",
            "tea",
            "Open the room general",
            "Name of another room",
            "Open",
            "Sign out",
            "#tea",
            "https://example.org/",
            "Message to the room tea",
            "Send");
  }
}

package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.chatengine.memory.MemoryMessageStore;
import dev.chatengine.model.Draft;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading above the end of a room of some days. */
@Timeout(300)
class HistoryPageTest {
  private static final int MESSAGES = 180;
  private static final Duration APART = Duration.ofMinutes(20);

  /**
   * Scrolls, and takes the first message that is whole on the screen then, all before any loading.
   */
  private static final String SCROLL_AND_WATCH =
      """
      const scroller = document.getElementById('log-scroll');
      scroller.scrollTop = %d;
      const top = scroller.getBoundingClientRect().top;
      const texts = [...document.querySelectorAll('#log .message .text')];
      window.watched = texts.find((text) => text.getBoundingClientRect().top >= top);
      return window.watched.getBoundingClientRect().top""";

  private static final String PLACE_OF_WATCHED =
      "return window.watched.getBoundingClientRect().top";

  private static final String COUNT = "document.querySelectorAll('#log .message').length";

  private final ChatServer server = TestServers.start(filled());
  private final ChatPage page = new ChatPage();

  private static MemoryMessageStore filled() {
    MemoryMessageStore store = MemoryMessageStore.create();
    Instant first = Instant.now().minus(APART.multipliedBy(MESSAGES));
    List<Draft> drafts = new ArrayList<>();
    for (int i = 1; i <= MESSAGES; i++) {
      User sender = User.of("user-" + i / 7 % 3, "User " + i / 7 % 3);
      // Some stand together under one name.
      Instant at = first.plus(APART.multipliedBy(i - i % 4)).plusSeconds(i);
      drafts.add(Draft.builder(new Room("general"), sender, at, text(i)).build());
    }
    store.append(drafts);
    return store;
  }

  private static String text(int number) {
    return "Message %d %s".formatted(number, "and so on ".repeat(number % 9 * 4)).strip();
  }

  @AfterEach
  void close() {
    page.close();
    server.close();
  }

  @Test
  void scrollingUpReadsOlderMessagesWhileWhatIsSeenStaysWhereItIs() {
    page.open(server.url()).logIn("Ann").isIn("general");
    page.awaits(COUNT + " === 50");
    assertThat(page.run("return document.querySelectorAll('#announcer > p').length"))
        .isEqualTo("0");

    for (int expected = 100; expected <= 200; expected += 50) {
      double before = scrollTo(expected == 150 ? 0 : 90);
      page.awaits(COUNT + " === " + Math.min(expected, MESSAGES));
      assertThat(placeOfWatched()).as("up to %d", expected).isCloseTo(before, within(1.0));
    }

    page.shows(IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> text(i)).toArray(String[]::new));
    page.awaits("document.querySelector('#log .top').dataset.state === 'beginning'");
    assertThat(page.run("return document.querySelectorAll('#log .day').length")).isIn("3", "4");
    // What is loaded is not read out as if it were new.
    assertThat(page.run("return document.querySelectorAll('#announcer > p').length"))
        .isEqualTo("0");
  }

  @Test
  void whoReadsAboveIsNotDisturbedByWhatIsNew() {
    page.open(server.url()).logIn("Ann").isIn("general");
    page.awaits(COUNT + " === 50");
    try (Guest guest = Guest.join(server.url(), "Bob", "general")) {
      page.showsNotice("Bob joined");
      double before = scrollTo(2_000);

      guest.say("new");
      page.awaits("document.getElementById('to-end').textContent === '1 new ↓'");
      assertThat(placeOfWatched()).isCloseTo(before, within(1.0));
      page.showsUnread("general", 1);

      page.click("to-end");
      page.showsNothingUnread();
      page.awaits("document.getElementById('to-end').hidden");
      // At the end, it is followed.
      guest.say("newer");
      page.awaits(
          """
          [...document.querySelectorAll('#log .text')].at(-1).textContent === 'newer' &&
              [...document.querySelectorAll('#log .text')].at(-1).getBoundingClientRect().bottom <=
              document.getElementById('log-scroll').getBoundingClientRect().bottom""");
      page.showsNothingUnread();
    }
  }

  /** Scrolls. @return where the message that is watched is, from the top */
  private double scrollTo(int top) {
    return Double.parseDouble(page.run(SCROLL_AND_WATCH.formatted(top)));
  }

  private double placeOfWatched() {
    return Double.parseDouble(page.run(PLACE_OF_WATCHED));
  }
}

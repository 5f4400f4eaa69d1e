package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.Keys;

/** The page on a phone. */
@Timeout(120)
class NarrowScreenTest {

  @Test
  void nothingIsWiderThanAPhone() {
    try (ChatServer server = TestServers.start();
        ChatPage page = new ChatPage().open(server.url())) {
      page.onPhone();
      assertThat(width(page)).isEqualTo("360");

      page.logIn("Ann").isIn("general");
      page.say("x".repeat(300));
      page.shows("x".repeat(300));

      assertThat(width(page)).isEqualTo("360");
    }
  }

  @Test
  void theListsAreDrawersThatTheKeyboardClosesToo() {
    try (ChatServer server = TestServers.start();
        ChatPage page = new ChatPage().open(server.url())) {
      page.onPhone();
      page.logIn("Ann").isIn("general");

      page.click("open-conversations");
      page.awaits("document.getElementById('conversations').classList.contains('open')");
      page.press(Keys.ESCAPE);
      assertThat(page.focused()).isEqualTo("Rooms and private conversations");
      page.awaits("!document.getElementById('conversations').classList.contains('open')");

      page.click("open-conversations");
      page.goTo("tea");
      page.isIn("tea");
      page.awaits("!document.getElementById('conversations').classList.contains('open')");
      assertThat(width(page)).isEqualTo("360");
    }
  }

  private static String width(ChatPage page) {
    return page.run("return document.documentElement.scrollWidth");
  }
}

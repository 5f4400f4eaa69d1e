package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page on a phone. */
@Timeout(120)
class NarrowScreenTest {

  @Test
  void nothingIsWiderThanAPhone() {
    try (ChatServer server = TestServers.start();
        ChatPage page = new ChatPage().open(server.url())) {
      // A window cannot be made as narrow as a phone.
      page.driver()
          .executeCdpCommand(
              "Emulation.setDeviceMetricsOverride",
              Map.of("width", 360, "height", 640, "deviceScaleFactor", 2, "mobile", true));
      assertThat(width(page)).isEqualTo("360");

      page.logIn("Ann");
      page.say("x".repeat(300));
      page.shows("x".repeat(300));

      assertThat(width(page)).isEqualTo("360");
    }
  }

  private static String width(ChatPage page) {
    return page.run("return document.documentElement.scrollWidth");
  }
}

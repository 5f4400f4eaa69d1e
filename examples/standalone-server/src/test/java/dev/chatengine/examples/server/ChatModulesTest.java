package dev.chatengine.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.chrome.ChromeDriver;

/**
 * What the page knows of conversations, without the page and with a client that the test plays. The
 * modules run where they are to run: in a browser.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatModulesTest {
  private final ChromeDriver browser = Browser.take();
  private final ChatServer server = TestServers.start();
  private final String cases = read("/chat-modules-cases.js");

  ChatModulesTest() throws IOException {
    // Some page of the server from which its modules can be loaded, and in which nothing runs.
    browser.get(server.url() + "nothing-here");
  }

  @AfterAll
  void close() {
    server.close();
    Browser.giveBack(browser);
  }

  @TestFactory
  Stream<DynamicTest> everyCase() {
    List<?> names =
        (List<?>) Objects.requireNonNull(browser.executeAsyncScript(cases, (Object) null));
    return names.stream()
        .map(String::valueOf)
        .map(name -> DynamicTest.dynamicTest(name, () -> assertPasses(name)));
  }

  private void assertPasses(String name) {
    assertThat(browser.executeAsyncScript(cases, name)).isEqualTo("ok");
  }

  private static String read(String resource) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(ChatModulesTest.class.getResourceAsStream(resource))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

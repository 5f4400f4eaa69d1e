package dev.chatengine.client.js;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.chatengine.transport.ws.http.HttpHandler;
import dev.chatengine.transport.ws.http.HttpRequest;
import dev.chatengine.transport.ws.http.HttpResponse;
import dev.chatengine.transport.ws.http.StaticFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The client in a browser, from the resources of the jar, through a faulty network. */
@Timeout(300)
class ChromiumTest {
  private static final Duration PATIENCE = Duration.ofSeconds(200);
  private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
  private static final String SOAK = "/chat-client/src/test/js/network/soak.js";
  private static final String RETURN = "/chat-client/src/test/js/network/page-events.js";

  private final HttpHandler client =
      StaticFiles.ofClassPathList(
          ChromiumTest.class.getClassLoader(), "META-INF/resources", "chat-client/files");
  private final Node node = Node.require();
  private final AtomicReference<FaultyNetwork> network = new AtomicReference<>();

  private HttpResponse page(HttpRequest request) {
    switch (request.path()) {
      case "/":
        return html("");
      case "/soak":
        return html(
            "import { soak } from '%s';\n"
                .formatted(SOAK)
                .concat(
                    """
                    const { url, goodUrl } = Object.fromEntries(new URLSearchParams(location.search));
                    const signIn = (name) => ({ token: async () => name });
                    const heal = () => fetch('/heal');
                    soak({ url, goodUrl, heal, signIn, run: 'web' }).then(
                      (outcome) => (window.outcome = JSON.stringify(outcome)),
                      (error) => (window.outcome = JSON.stringify({ faults: [error.stack] })),
                    );
                    """));
      case "/heal":
        Objects.requireNonNull(network.get()).heal();
        return HttpResponse.text(200, "healed");
      case SOAK:
      case RETURN:
        return HttpResponse.of(
            200, JAVASCRIPT, file(request.path().substring("/chat-client/".length())));
      default:
        return client.handle(request);
    }
  }

  private static HttpResponse html(String script) {
    String page = "<!doctype html><title>Chat</title><script type=module>" + script + "</script>";
    return HttpResponse.of(200, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] file(String name) {
    try {
      return Files.readAllBytes(Node.MODULE.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nothingIsLostOrDoubledInABrowserOverTwoNodes() throws IOException {
    ChromeDriver browser = Chromium.start();
    try (ChatNodes servers = ChatNodes.start(2, this::page);
        FaultyNetwork faulty = new FaultyNetwork(node, 7, servers.addresses())) {
      network.set(faulty);
      String good = servers.addresses().get(0);

      browser.get("http://" + good + "/soak?url=" + faulty.url() + "&goodUrl=ws://" + good + "/");
      String outcome = await(browser, "return window.outcome ?? null");

      JsonNode result = new ObjectMapper().readTree(outcome);
      System.out.println("Chromium: " + result.path("counts") + " " + faulty.end());
      assertThat(result.path("faults")).isEmpty();
      assertThat(result.path("counts").path("resumed").asInt()).isGreaterThan(10);
    } finally {
      browser.quit();
    }
  }

  @Test
  void aPageThatIsOnlineAgainReconnectsAtOnce() {
    ChromeDriver browser = Chromium.start();
    try (ChatNodes servers = ChatNodes.start(1, this::page)) {
      String server = servers.addresses().get(0);
      browser.get("http://" + server + "/");
      browser.executeScript(
          "import('%s').then(({ begin }) => begin('ws://%s/'))".formatted(RETURN, server));
      assertThat(await(browser, "return window.chat?.state === 'online' ? 'online' : null"))
          .isEqualTo("online");

      setOffline(browser, true);
      assertThat(await(browser, "return window.chat.state === 'offline' ? 'offline' : null"))
          .isEqualTo("offline");
      setOffline(browser, false);

      // The client would wait for an hour.
      assertThat(await(browser, "return window.chat.state === 'online' ? window.resumed : null"))
          .isEqualTo("resumed");
    } finally {
      browser.quit();
    }
  }

  private static void setOffline(ChromeDriver browser, boolean offline) {
    browser.executeCdpCommand("Network.enable", Map.of());
    browser.executeCdpCommand(
        "Network.emulateNetworkConditions",
        Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
  }

  private static String await(ChromeDriver browser, String script) {
    Object result =
        new WebDriverWait(browser, PATIENCE).until(driver -> browser.executeScript(script));
    return String.valueOf(result);
  }
}

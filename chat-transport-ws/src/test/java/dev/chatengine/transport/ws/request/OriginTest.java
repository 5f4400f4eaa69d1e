package dev.chatengine.transport.ws.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import dev.chatengine.transport.ws.WebSocketTransportBuilder;
import dev.chatengine.transport.ws.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest extends TransportTest {

  private static boolean isAllowed(List<String> origins, boolean tls, String host, String origin) {
    ConnectionRequest request =
        ConnectionRequest.builder("192.0.2.1")
            .header("Host", host)
            .header("Origin", origin)
            .build();
    return AllowedOrigins.of(origins, tls).allow(request, false);
  }

  @Test
  void foreignOriginIsRefusedBeforeTheUpgradeAndAnAllowedOneIsNot() {
    WebSocketTransport transport =
        start(options -> options.allowedOrigins("https://chat.example.org"));
    RawClient foreign = open(transport);

    foreign.send(RawClient.upgradeRequest("/", "Origin: https://evil.example.org"));
    foreign.send(RawClient.upgradeRequest("/", "Origin: https://chat.example.org"));

    assertThat(foreign.readToEnd()).startsWith("HTTP/1.1 403 Forbidden\r\n").doesNotContain("101");
    assertThat(sessions).isEmpty();
    RawClient own = open(transport);
    own.upgrade("/", "Origin: https://chat.example.org");
    assertEchoes(own);
  }

  @Test
  void clientThatIsNoBrowserIsLetThrough() {
    assertEchoes(connect(start(options -> options.allowedOrigins("https://chat.example.org"))));
    assertEchoes(connect(start(options -> options.allowedOrigins())));
  }

  @Test
  void onlyTheSameOriginIsAllowedByDefault() {
    WebSocketTransport transport = start();
    RawClient foreign = open(transport);

    foreign.send(RawClient.upgradeRequest("/", "Origin: https://evil.example.org"));

    assertThat(foreign.readToEnd())
        .startsWith("HTTP/1.1 403 Forbidden\r\n")
        .contains("allowedOrigins", "--allowed-origin", "X-Forwarded-Host");
    assertThat(sessions).isEmpty();
    RawClient own = open(transport);
    own.upgrade("/", "Origin: http://test");
    assertEchoes(own);
    assertEchoes(connect(transport));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://anywhere.example.org", "null", "file://"})
  void everyOriginIsAllowedIfTheHostSaysSo(String origin) {
    RawClient client = open(start(WebSocketTransportBuilder::anyOrigin));

    client.upgrade("/", "Origin: " + origin);

    assertEchoes(client);
  }

  @ParameterizedTest
  @CsvSource({
    "file://, file://, true",
    "file://, null, false",
    "capacitor://localhost, capacitor://localhost, true",
    "capacitor://localhost, ionic://localhost, false",
    "chrome-extension://abcdefgh, chrome-extension://abcdefgh, true",
  })
  void pagesThatAnApplicationBringsAlongCanBeNamed(
      String allowed, String origin, boolean expected) {
    assertThat(isAllowed(List.of(allowed), true, "chat.example.org", origin)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "chat, chat.example.org, https, https://chat.example.org, true",
    "chat, chat.example.org, wss, https://chat.example.org, true",
    "chat, 'chat.example.org, inner', 'https, http', https://chat.example.org, true",
    "chat, chat.example.org:8443, https, https://chat.example.org:8443, true",
    "chat, '[2001:DB8::1]:8443', https, https://[2001:db8::1]:8443, true",
    "chat, chat.example.org, https, http://chat.example.org, false",
    "chat, chat.example.org, https, https://evil.example.org, false",
    "chat, chat.example.org, https, https://chat, false",
    "chat.example.org, , https, https://chat.example.org, true",
    "chat.example.org, , https, http://chat.example.org, false",
    "chat.example.org, , http, http://chat.example.org, true",
    "chat.example.org, , , https://chat.example.org, true",
  })
  void aTrustedProxyTellsTheHostThatWasAskedFor(
      String host,
      @Nullable String forwardedHost,
      @Nullable String proto,
      String origin,
      boolean expected) {
    ConnectionRequest.Builder request =
        ConnectionRequest.builder("10.0.0.2").header("Host", host).header("Origin", origin);
    if (forwardedHost != null) {
      request.header("X-Forwarded-Host", forwardedHost);
    }
    if (proto != null) {
      request.header("X-Forwarded-Proto", proto);
    }
    AllowedOrigins sameOrigin = AllowedOrigins.of(List.of("same-origin"), false);

    assertThat(sameOrigin.allow(request.build(), true)).isEqualTo(expected);
  }

  @Test
  void theForwardedHostOfAStrangerIsNotRead() {
    String[] headers = {"Origin: https://evil.example.org", "X-Forwarded-Host: evil.example.org"};
    RawClient stranger = open(start());
    stranger.send(RawClient.upgradeRequest("/", headers));
    assertThat(stranger.readToEnd()).startsWith("HTTP/1.1 403 ");

    RawClient proxy = open(start(options -> options.trustedProxies("127.0.0.1")));
    proxy.upgrade("/", headers);
    assertEchoes(proxy);
  }

  @Test
  void emptyListKeepsEveryBrowserOut() {
    assertThat(isAllowed(List.of(), true, "a", "https://a")).isFalse();
  }

  @Test
  void requestWithTwoOriginsIsRefused() {
    RawClient client = open(start(options -> options.allowedOrigins("https://a.example.org")));

    client.send(
        RawClient.upgradeRequest(
            "/", "Origin: https://a.example.org", "Origin: https://a.example.org"));

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void pagesAreServedWhateverTheirOrigin() {
    WebSocketTransport transport =
        start(
            options ->
                options.allowedOrigins().httpHandler(request -> HttpResponse.text(200, "page")));
    RawClient client = open(transport);

    client.send("GET / HTTP/1.1\r\nHost: test\r\nOrigin: https://evil.example.org\r\n\r\n");

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @CsvSource({
    "https://chat.example.org, https://chat.example.org, true",
    "https://chat.example.org, HTTPS://Chat.Example.ORG, true",
    "https://Chat.Example.org, https://chat.example.org:443, true",
    "https://chat.example.org:443, https://chat.example.org, true",
    "http://chat.example.org, http://chat.example.org:80, true",
    "http://[2001:db8::1]:8080, http://[2001:DB8::1]:8080, true",
    "https://chat.example.org, http://chat.example.org, false",
    "https://chat.example.org, https://chat.example.org:8443, false",
    "https://chat.example.org, https://chat.example.org:80, false",
    "https://chat.example.org, https://example.org, false",
    "https://chat.example.org, https://a.chat.example.org, false",
    "https://chat.example.org, https://chat.example.org.evil.net, false",
    "https://chat.example.org, https://chat.example.org@evil.net, false",
    "https://chat.example.org, https://chat.example.org/, false",
    "https://chat.example.org, null, false",
    "https://chat.example.org, '', false",
    "https://chat.example.org, 'https://chat.example.org https://evil.net', false",
    "https://chat.example.org, https://chat.example.org:99999999999, false",
    "same-origin, same-origin, false",
  })
  void originsAreComparedExactlyButForTheCaseOfTheHost(
      String allowed, String origin, boolean expected) {
    assertThat(isAllowed(List.of(allowed), true, "elsewhere.example.org", origin))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "true, chat.example.org, https://chat.example.org, true",
    "true, chat.example.org:443, https://CHAT.example.org, true",
    "true, chat.example.org:8443, https://chat.example.org:8443, true",
    "true, chat.example.org:8443, https://chat.example.org, false",
    "true, chat.example.org, https://evil.example.org, false",
    "true, chat.example.org, http://chat.example.org, false",
    "true, chat.example.org:80, http://chat.example.org, false",
    "false, localhost:3000, http://localhost:3000, true",
    "false, localhost:3000, http://localhost:3001, false",
    // A proxy has ended TLS, and passes on the host that the browser asked for.
    "false, chat.example.org, https://chat.example.org, true",
    "false, chat.example.org, https://evil.example.org, false",
    "false, 'evil.example.org#', http://evil.example.org, false",
  })
  void sameOriginIsTheHostThatWasAskedFor(
      boolean tls, String host, String origin, boolean expected) {
    assertThat(isAllowed(List.of("same-origin"), tls, host, origin)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chat.example.org", "https://chat.example.org/", "https://chat.example.org/chat",
        "https://*.example.org", "*", "null",
        "", "file:///page.html", "wss://chat.example.org",
        "https://", "https://user@chat.example.org", "https://chat.example.org:",
        "https://chat.example.org:x", "https://chät.example.org"
      })
  void whatIsNoOriginIsRefusedWhereItIsSet(String origin) {
    WebSocketTransportBuilder builder = builder();

    assertThatThrownBy(() -> builder.allowedOrigins("https://good.example.org", origin))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowedOrigins must")
        .hasMessageContaining("'" + origin + "'");
  }
}

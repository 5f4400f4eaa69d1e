package dev.chatengine.transport.ws.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import dev.chatengine.transport.ws.WebSocketTransportBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word is taken for the address of a client, and how far. */
class TrustedProxiesTest extends TransportTest {
  private static final String HEADER = "X-Forwarded-For: ";

  private static String client(List<String> proxies, String peer, String... forwardedFor)
      throws UnknownHostException {
    ConnectionRequest.Builder request = ConnectionRequest.builder(peer);
    for (String value : forwardedFor) {
      request.header("x-forwarded-for", value);
    }
    return TrustedProxies.of(proxies)
        .client(InetAddress.getByName(peer), request.build())
        .getHostAddress();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 6.6.6.6, 192.0.2.1",
    "10.1.2.3, 192.0.2.1, 192.0.2.1",
    "10.1.2.3, '6.6.6.6, 192.0.2.1', 192.0.2.1",
    "10.1.2.3, '6.6.6.6,192.0.2.1,10.9.9.9,  fd00::7', 192.0.2.1",
    "10.1.2.3, '10.4.4.4, 10.5.5.5', 10.4.4.4",
    "10.1.2.3, '192.0.2.1:4711', 192.0.2.1",
    "10.1.2.3, '2001:db8::1', 2001:db8:0:0:0:0:0:1",
    "10.1.2.3, '[2001:db8::1]', 2001:db8:0:0:0:0:0:1",
    "10.1.2.3, '[2001:db8::1]:4711', 2001:db8:0:0:0:0:0:1",
    "10.1.2.3, '::ffff:192.0.2.1', 192.0.2.1",
    "fd00::1, 192.0.2.1, 192.0.2.1",
    "fe80::1, 192.0.2.1, fe80:0:0:0:0:0:0:1",
    "11.0.0.1, 192.0.2.1, 11.0.0.1"
  })
  void theLastAddressThatIsNoProxyIsTheClients(String peer, String forwardedFor, String client)
      throws UnknownHostException {
    assertThat(client(List.of("10.0.0.0/8", "fd00::/8"), peer, forwardedFor)).isEqualTo(client);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "unknown", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256",
        "1.2.3.4x", "::g", ":::", "[::1", "192.0.2.1:", "_hidden",
        "192.0.2.1,"
      })
  void whatIsNoAddressEndsTheTrust(String last) throws UnknownHostException {
    assertThat(client(List.of("10.0.0.0/8"), "10.1.2.3", "192.0.2.9, " + last))
        .isEqualTo("10.1.2.3");
    assertThat(client(List.of("10.0.0.0/8"), "10.1.2.3", "192.0.2.9, " + last + ", 10.7.7.7"))
        .isEqualTo("10.7.7.7");
  }

  @Test
  void linesOfTheHeaderAreOneList() throws UnknownHostException {
    List<String> proxies = List.of("10.0.0.0/8");

    assertThat(client(proxies, "10.1.2.3", "6.6.6.6", "192.0.2.1, 10.2.2.2"))
        .isEqualTo("192.0.2.1");
    assertThat(client(proxies, "10.1.2.3", "192.0.2.1", "10.2.2.2")).isEqualTo("192.0.2.1");
    assertThat(client(proxies, "10.1.2.3")).isEqualTo("10.1.2.3");
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.2, false",
    "10.1.2.3/31, 10.1.2.2, true",
    "10.1.2.3/9, 10.128.0.0, false",
    "0.0.0.0/0, 192.0.2.1, true",
    "0.0.0.0/0, ::1, false",
    "::1, ::1, true",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe00::1, false"
  })
  void aNetworkIsTheAddressesThatBeginLikeIt(String network, String address, boolean trusted)
      throws UnknownHostException {
    assertThat(TrustedProxies.of(List.of(network)).trusts(InetAddress.getByName(address)))
        .isEqualTo(trusted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "proxy.example.org", "10.0.0.0/33",
        "10.0.0.0/-1", "10.0.0.0/", "::1/129",
        "*"
      })
  void whatIsNoNetworkIsRefusedByName(String proxy) {
    WebSocketTransportBuilder builder = builder();

    assertThatThrownBy(() -> builder.trustedProxies("::1", proxy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("trustedProxies must")
        .hasMessageContaining("'" + proxy + "'");
  }

  @Test
  void theHostIsToldTheClientsAddress() {
    WebSocketTransport transport = start(options -> options.trustedProxies("127.0.0.1"));
    open(transport).upgrade("/", HEADER + "6.6.6.6, 192.0.2.1");

    assertThat(session(0).request.remoteAddress()).isEqualTo("192.0.2.1");
    assertThat(session(0).request.header("x-forwarded-for")).contains("6.6.6.6, 192.0.2.1");
  }

  @Test
  void theHeaderOfAnyOtherPeerIsNotRead() {
    open(start(options -> options.trustedProxies("127.0.0.2"))).upgrade("/", HEADER + "192.0.2.1");

    assertThat(session(0).request.remoteAddress()).isEqualTo("127.0.0.1");
  }

  @Test
  void clientsOfAProxyAreCountedEachByItsOwnAddress() {
    WebSocketTransport transport =
        start(options -> options.trustedProxies("127.0.0.1").maxConnectionsPerAddress(1));
    RawClient first = open(transport);
    RawClient other = open(transport);
    first.upgrade("/", HEADER + "192.0.2.1");
    other.upgrade("/", HEADER + "192.0.2.2");

    RawClient second = open(transport);
    second.send(RawClient.upgradeRequest("/", HEADER + "192.0.2.1"));
    assertThat(second.readHead()).startsWith("HTTP/1.1 429 ");
    second.close();

    first.close();
    await().until(() -> isServed(open(transport), HEADER + "192.0.2.1"));
    assertThat(isServed(open(transport), HEADER + "192.0.2.2")).isFalse();
    assertEchoes(other);
  }

  @Test
  void whoIsNotKnownYetCountsOnlyInTheTotal() {
    WebSocketTransport transport =
        start(
            options ->
                options.trustedProxies("127.0.0.1").maxConnections(3).maxConnectionsPerAddress(1));
    open(transport);
    open(transport);
    RawClient third = open(transport);
    third.upgrade("/", HEADER + "192.0.2.1");

    assertThat(isServed(open(transport), HEADER + "192.0.2.2")).isFalse();
    assertEchoes(third);
  }
}

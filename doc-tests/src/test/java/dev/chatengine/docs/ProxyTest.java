package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chatengine.transport.ws.WebSocketTransportBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a proxy with the configuration of docs/operations.md does in front of two nodes. Only
 * addresses and files in it are replaced, and numbers where a test says so.
 */
@Timeout(180)
abstract class ProxyTest {
  private static final String PAGE = "docs/operations.md";
  private static final String ROOM = "tea";

  /** Stands on the page for a time that is longer than the transport's between two pings. */
  private static final String PATIENCE_OF_PROXY = "75s";

  private static final String LIMIT_OF_PROXY = "100";

  /** From where it connects to the nodes. */
  private static final String PROXY = "127.0.0.1";

  private static final String FORGED = "X-Forwarded-For: 6.6.6.6";

  private final Path folder;
  private final SelfSigned certificate;
  private final List<AutoCloseable> opened = new ArrayList<>();

  ProxyTest(Path folder) {
    this.folder = folder;
    certificate = SelfSigned.make(folder);
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  /** The language of the block with the configuration. */
  abstract String language();

  /** Starts the proxy with this configuration, in which addresses are yet to be replaced. */
  abstract ProxyProcess start(String configuration, Upstreams upstreams);

  final Path folder() {
    return folder;
  }

  final SelfSigned certificate() {
    return certificate;
  }

  /** Replaces what has to be there. */
  static String replace(String text, String old, String replacement) {
    assertThat(text).contains(old);
    return text.replace(old, replacement);
  }

  /** Puts the addresses of the nodes where the page has those of two machines. */
  static String withUpstreams(String configuration, Upstreams upstreams) {
    String text = replace(configuration, "10.0.0.11:3000", "127.0.0.1:" + upstreams.port(0));
    return replace(text, "10.0.0.12:3000", "127.0.0.1:" + upstreams.port(1));
  }

  private static String configuration(String language) {
    List<String> blocks = Page.read(Repository.ROOT.resolve(PAGE)).code(language);
    assertThat(blocks).hasSize(1);
    return blocks.get(0);
  }

  private Upstreams upstreams(UnaryOperator<WebSocketTransportBuilder> options) {
    Upstreams upstreams = new Upstreams(folder, options);
    opened.add(upstreams);
    return upstreams;
  }

  private ProxyProcess proxy(Upstreams upstreams, UnaryOperator<String> change) {
    ProxyProcess proxy = start(change.apply(configuration(language())), upstreams);
    opened.add(proxy);
    return proxy;
  }

  private ProxiedClient client(ProxyProcess proxy) {
    HttpClient http = HttpClient.newBuilder().sslContext(certificate.trusting()).build();
    ProxiedClient client =
        new ProxiedClient(http, URI.create("wss://127.0.0.1:" + proxy.port() + "/"));
    opened.add(client::close);
    return client;
  }

  @Test
  void clientsChatThroughIt() {
    ProxyProcess proxy = proxy(upstreams(builder -> builder), text -> text);
    ProxiedClient ann = client(proxy).join("ann", ROOM);
    ProxiedClient bob = client(proxy).join("bob", ROOM);

    ann.say("hello");
    bob.awaitMessage("hello");
    bob.say("hello to you");
    ann.awaitMessage("hello to you");
  }

  @Test
  void theHostIsToldTheClientsAddressAndNotWhatTheClientSays() throws IOException {
    Upstreams upstreams = upstreams(builder -> builder.trustedProxies(PROXY));
    ProxyProcess proxy = proxy(upstreams, text -> text);

    assertThat(status(proxy, 7, FORGED)).contains(" 101 ");
    assertThat(upstreams.requests).hasSize(1);
    assertThat(upstreams.requests.get(0).remoteAddress()).isEqualTo("127.0.0.7");
  }

  @Test
  void aProxyThatIsNotTrustedIsTheClient() throws IOException {
    Upstreams upstreams = upstreams(builder -> builder);
    ProxyProcess proxy = proxy(upstreams, text -> text);

    assertThat(status(proxy, 7, FORGED)).contains(" 101 ");
    assertThat(upstreams.requests).hasSize(1);
    assertThat(upstreams.requests.get(0).headers("X-Forwarded-For")).containsExactly("127.0.0.7");
    assertThat(upstreams.requests.get(0).remoteAddress()).isEqualTo(PROXY);
  }

  @Test
  void onlyPagesOfTheProxysAddressMayConnect() throws IOException {
    ProxyProcess proxy = proxy(upstreams(builder -> builder), text -> text);

    assertThat(status(proxy, 7, "Origin: https://chat.example.org")).contains(" 101 ");
    assertThat(status(proxy, 7, "Origin: https://evil.example.org")).contains(" 403 ");
  }

  @Test
  void eachClientHasTheTransportsLimitOfItsOwn() throws IOException {
    Upstreams upstreams =
        upstreams(builder -> builder.trustedProxies(PROXY).maxConnectionsPerAddress(1));
    ProxyProcess proxy = proxy(upstreams, this::withoutHealthChecks);
    client(proxy).join("ann", ROOM);
    client(proxy).join("bob", ROOM);

    // One for each node.
    assertThatThrownBy(() -> client(proxy)).hasCauseInstanceOf(WebSocketHandshakeException.class);
    assertThat(status(proxy, 7, FORGED)).contains(" 101 ");
  }

  @Test
  void withoutTrustTheTransportsLimitForOneAddressIsOneForAllClients() throws IOException {
    Upstreams upstreams = upstreams(builder -> builder.maxConnectionsPerAddress(1));
    // Without checks of health, which would be connections of that address, too.
    ProxyProcess proxy = proxy(upstreams, this::withoutHealthChecks);
    client(proxy).join("ann", ROOM);
    client(proxy).join("bob", ROOM);

    // One for each node; a third finds none that takes it.
    assertThatThrownBy(() -> client(proxy)).hasCauseInstanceOf(WebSocketHandshakeException.class);
    assertThat(status(proxy, 7, FORGED)).doesNotContain(" 101 ");
  }

  /** The configuration without what asks nodes how they are. */
  String withoutHealthChecks(String configuration) {
    return configuration;
  }

  @Test
  void theProxysLimitForOneAddressIsForEachClient() throws IOException {
    ProxyProcess proxy =
        proxy(upstreams(builder -> builder), text -> replace(text, LIMIT_OF_PROXY, "2"));
    client(proxy).join("ann", ROOM);
    client(proxy).join("bob", ROOM);

    assertThat(status(proxy, 1, "X-Test: third")).contains(" 429 ");
    assertThat(status(proxy, 7, "X-Test: somebody else")).contains(" 101 ");
  }

  @Test
  void aSilentClientStaysBecauseItIsPinged() {
    Upstreams upstreams = upstreams(builder -> builder.pingInterval(Duration.ofMillis(100)));
    ProxyProcess proxy = proxy(upstreams, text -> replace(text, PATIENCE_OF_PROXY, "1s"));
    ProxiedClient ann = client(proxy).join("ann", ROOM);
    ProxiedClient bob = client(proxy).join("bob", ROOM);

    // Each is a tenth of a second after the one before, so this is longer than the proxy waits.
    await().atMost(ProxiedClient.PATIENCE).until(() -> ann.pings() > 25 || ann.closeCode() != 0);
    assertThat(ann.closeCode()).isZero();
    bob.say("still there?");
    ann.awaitMessage("still there?");
  }

  @Test
  void aSilentClientThatIsNotPingedInTimeIsCutOff() {
    Upstreams upstreams = upstreams(builder -> builder);
    ProxyProcess proxy = proxy(upstreams, text -> replace(text, PATIENCE_OF_PROXY, "1s"));
    ProxiedClient ann = client(proxy).join("ann", ROOM);

    await().atMost(ProxiedClient.PATIENCE).until(() -> ann.closeCode() != 0);
    assertThat(ann.closeCode()).isEqualTo(1006);
  }

  @Test
  void nodesAreRestartedOneAfterTheOtherAndClientsAreResumed() {
    Upstreams upstreams = upstreams(builder -> builder);
    ProxyProcess proxy = proxy(upstreams, text -> text);
    List<ProxiedClient> clients = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      clients.add(client(proxy).join("client" + i, ROOM));
    }
    upstreams.post(0, ROOM, "before");
    clients.forEach(client -> client.awaitMessage("before"));
    for (int node = 0; node < 2; node++) {
      int served = upstreams.connections(node);
      assertThat(served).as("clients of node %d", node).isPositive();
      upstreams.stop(node);
      List<ProxiedClient> closed = closed(clients, served);
      upstreams.post(1 - node, ROOM, "missed " + node);
      for (ProxiedClient client : closed) {
        assertThat(client.closeCode()).isEqualTo(1012);
        assertThat(client.comeBack(ROOM)).as("resumed").isTrue();
      }
      upstreams.start(node);
      if (node == 0) {
        // So that the second one is not the only one that is up while it goes.
        clients.add(newcomerAt(upstreams, proxy));
      }
    }
    upstreams.post(0, ROOM, "after");
    clients.forEach(client -> client.awaitMessage("after"));

    for (ProxiedClient client : clients) {
      assertThat(client.seen())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 4).boxed().toList());
    }
  }

  private static List<ProxiedClient> closed(List<ProxiedClient> clients, int count) {
    await()
        .atMost(ProxiedClient.PATIENCE)
        .until(() -> clients.stream().filter(client -> client.closeCode() != 0).count() == count);
    return clients.stream().filter(client -> client.closeCode() != 0).toList();
  }

  /** The proxy finds out that the first node is back, and sends somebody there. */
  private ProxiedClient newcomerAt(Upstreams upstreams, ProxyProcess proxy) {
    List<ProxiedClient> tried = new ArrayList<>();
    await()
        .atMost(ProxiedClient.PATIENCE)
        .until(
            () -> {
              tried.forEach(ProxiedClient::close);
              tried.add(client(proxy));
              return upstreams.connections(0) > 0;
            });
    return tried.get(tried.size() - 1).join("newcomer", ROOM);
  }

  /** The answer to an upgrade that comes from 127.0.0.HOST and has one more header. */
  private String status(ProxyProcess proxy, int host, String header) throws IOException {
    Socket socket =
        certificate
            .trusting()
            .getSocketFactory()
            .createSocket(loopback(1), proxy.port(), loopback(host), 0);
    opened.add(socket);
    String request =
        """
        GET / HTTP/1.1
        Host: chat.example.org
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        %s

        """
            .formatted(header);
    socket
        .getOutputStream()
        .write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    return String.valueOf(
        new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
            .readLine());
  }

  private static InetAddress loopback(int host) throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) host});
  }
}

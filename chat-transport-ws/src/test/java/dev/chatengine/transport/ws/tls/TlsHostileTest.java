package dev.chatengine.transport.ws.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.OneKey;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TestCertificates;
import dev.chatengine.transport.ws.TestSession;
import dev.chatengine.transport.ws.TlsOptions;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do to TLS what they should not. */
class TlsHostileTest extends TransportTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int FATAL = 2;
  private static final int PROTOCOL_VERSION = 70;

  private final TestCertificates certificate = TestCertificates.ec();

  @Override
  protected boolean speaksTls() {
    return true;
  }

  /** A client that is connected and can break the rules of TLS. */
  private RawClient raw(WebSocketTransport transport) {
    return closedAtEnd(RawClient.open(transport.port()));
  }

  /** The first flight of a client of TLS 1.3, as one record. */
  private byte[] clientHello() throws IOException {
    SSLEngine engine = certificate.trusting().createSSLEngine("localhost", 1);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(1 << 15);
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private static byte[] tlsRecord(int type, byte[] content) {
    return RawClient.join(
        new byte[] {(byte) type, 3, 3, (byte) (content.length >> 8), (byte) content.length},
        content);
  }

  /** The host's own context, of which the key is asked for before each handshake. */
  private TlsOptions withKey(Runnable whenAsked) throws GeneralSecurityException {
    return new OneKey(certificate.key(), certificate.chain()) {
      @Override
      public PrivateKey getPrivateKey(String alias) {
        whenAsked.run();
        return super.getPrivateKey(alias);
      }
    }.options();
  }

  // Time.

  @Test
  void handshakeThatIsNotFinishedInTimeIsCut() throws IOException {
    WebSocketTransport transport =
        start(options -> options.handshakeTimeout(Duration.ofMillis(200)));
    byte[] hello = clientHello();
    RawClient silent = raw(transport);
    RawClient begun = raw(transport);
    begun.send(Arrays.copyOf(hello, 10));

    assertThat(silent.readEnd()).isTrue();
    begun.readToEnd();
    withTimeEnough(
        time -> {
          RawClient half = raw(start(options -> options.handshakeTimeout(time)));
          half.send(hello);
          return !half.readToEnd().isEmpty();
        });
    withTimeEnough(
        time -> {
          RawClient withoutRequest = open(start(options -> options.handshakeTimeout(time)));
          if (!succeeds(withoutRequest::startTlsHandshake)) {
            return false;
          }
          assertThat(withoutRequest.readEnd()).isTrue();
          return true;
        });
    assertThat(sessions).isEmpty();
  }

  @Test
  void dripOfHandshakeBytesDoesNotProlongIt() throws IOException {
    RawClient client = raw(start(options -> options.handshakeTimeout(Duration.ofMillis(200))));
    byte[] hello = clientHello();
    int[] next = {0};

    repeatUntilCut(Duration.ofMillis(10), () -> client.send(new byte[] {hello[next[0]++]}));
    assertThat(next[0]).isLessThan(hello.length);
  }

  @Test
  void manyHalfOpenHandshakesHoldNobodyUpAndLeaveNothing() throws IOException {
    WebSocketTransport transport =
        start(options -> options.handshakeTimeout(Duration.ofSeconds(4)).maxConnections(1_000));
    byte[] hello = clientHello();
    List<RawClient> half = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      RawClient client = raw(transport);
      client.send(i % 4 == 0 ? hello : Arrays.copyOf(hello, hello.length / 2));
      half.add(client);
    }

    assertEchoes(connect(transport));
    half.forEach(RawClient::readToEnd);

    // Nothing counts them any more: as many again may come.
    for (int i = 0; i < 990; i++) {
      raw(transport);
    }
    assertEchoes(connect(transport));
  }

  @Test
  void stepOfAHandshakeThatTakesLongHoldsUpNobody() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    boolean[] slow = {false};
    TlsOptions tls =
        withKey(
            () -> {
              if (slow[0]) {
                held.countDown();
                waitFor(go);
              }
            });
    WebSocketTransport transport = start(options -> options.loops(1).tls(tls));
    RawClient other = connect(transport);
    slow[0] = true;
    RawClient waiting = raw(transport);
    waiting.send(clientHello());
    held.await();
    // What comes meanwhile stays in the socket, and does not keep the loop awake.
    waiting.send(new byte[] {HANDSHAKE});

    assertEchoes(other);
    assertQuiet();
    slow[0] = false;
    go.countDown();
    assertThat(waiting.readRecord()[0]).isEqualTo((byte) HANDSHAKE);
  }

  @Test
  void stopDoesNotWaitForAHandshake() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    TlsOptions tls =
        withKey(
            () -> {
              held.countDown();
              waitFor(new CountDownLatch(1));
            });
    WebSocketTransport transport = start(options -> options.tls(tls));
    raw(transport).send(clientHello());
    raw(transport).send(clientHello());
    held.await();

    transport.stop(Duration.ofSeconds(5));

    assertThat(transportThreads()).isEmpty();
  }

  // Bytes that are no TLS, or break it.

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: test\r\n\r\n", "G", "POST / HTTP/1.1\r\n"})
  void plainHttpIsToldThatThePortSpeaksTls(String request) {
    RawClient client = raw(start(options -> options.handshakeTimeout(LONG)));

    client.send(request);

    assertThat(client.readToEnd())
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("Connection: close\r\n")
        .endsWith("https or wss\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void garbageEndsItsConnectionOnly(long seed) {
    WebSocketTransport transport = start(options -> options.handshakeTimeout(LONG));
    RawClient other = connect(transport);
    RawClient client = raw(transport);
    byte[] garbage = new byte[50_000];
    new Random(seed).nextBytes(garbage);
    // The first three as if they were the beginning of a handshake.
    garbage[0] = seed % 2 == 0 ? HANDSHAKE : (byte) 0x80;
    garbage[1] = 3;
    garbage[2] = 1;
    garbage[3] = 0x20;

    client.send(garbage);

    client.readToEnd();
    assertEchoes(other);
  }

  @Test
  void protocolThatIsTooOldIsToldSo() {
    RawClient client = raw(start(options -> options.handshakeTimeout(LONG)));
    // A client hello of TLS 1.1: version, random, no session, one suite, no compression.
    byte[] body =
        RawClient.join(
            new byte[] {3, 2}, new byte[32], new byte[] {0, 0, 2, (byte) 0xc0, 0x13, 1, 0});
    byte[] hello = RawClient.join(new byte[] {1, 0, 0, (byte) body.length}, body);

    client.send(tlsRecord(HANDSHAKE, hello));

    byte[] alert = client.readRecord();
    assertThat(alert[0]).isEqualTo((byte) ALERT);
    assertThat(alert[5]).isEqualTo((byte) FATAL);
    assertThat(alert[6]).isEqualTo((byte) PROTOCOL_VERSION);
    assertThat(client.readEnd()).isTrue();
  }

  @Test
  void muchThatIsSentBeforeTheAnswerIsNotKept() throws IOException {
    RawClient client = raw(start(options -> options.handshakeTimeout(LONG)));

    client.send(clientHello(), new byte[30_000]);

    // Not even an answer to the hello.
    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void handshakeThatNeverEndsIsCut() {
    RawClient client =
        raw(start(options -> options.handshakeTimeout(LONG).closeTimeout(Duration.ofMillis(100))));
    byte[] many = RawClient.times(500, tlsRecord(ALERT, new byte[] {1, 90}));

    repeatUntilCut(Duration.ofMillis(1), () -> client.send(many));
  }

  @Test
  void recordThatWasChangedOnItsWayEndsTheConnection() {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);

    client.sendBelowTls(tlsRecord(APPLICATION_DATA, new byte[100]));

    client.close();
    awaitClosed(session(0), 1006);
    assertEchoes(connect(transport));
  }

  @Test
  void recordThatIsLongerThanAllowedEndsTheConnection() {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);

    client.sendBelowTls(new byte[] {APPLICATION_DATA, 3, 3, (byte) 0xff, (byte) 0xff});

    client.readToEndOrReset();
    awaitClosed(session(0), 1006);
  }

  @Test
  void recordThatIsTruncatedIsAbnormal() {
    RawClient client = connect(start());

    client.sendBelowTls(Arrays.copyOf(tlsRecord(APPLICATION_DATA, new byte[100]), 50));
    client.vanish();

    awaitClosed(session(0), 1006);
  }

  @Test
  void socketThatEndsWithoutCloseNotifyIsAbnormal() {
    RawClient client = connect(start());
    assertEchoes(client);

    client.vanish();

    awaitClosed(session(0), 1006);
  }

  // Handshakes and changes of keys after the first.

  @Test
  void renegotiationIsRefused() {
    WebSocketTransport transport = start();
    RawClient other = connect(transport);
    RawClient client = open(transport).withProtocol("TLSv1.2");
    client.upgrade("/");
    assertEchoes(client);

    client.startTlsHandshake();

    client.readToEndOrReset();
    awaitClosed(session(1), 1006);
    assertEchoes(other);
  }

  @Test
  void changeOfKeysIsFollowed() {
    RawClient client = connect(start()).withProtocol("TLSv1.3");
    for (int i = 0; i < 5; i++) {
      client.startTlsHandshake();
      assertEchoes(client);
    }
  }

  @Test
  void floodOfChangesOfKeysEndsTheConnection() {
    RateLimit ten = new RateLimit(10, Duration.ofDays(1));
    WebSocketTransport transport = start(options -> options.controlFrames(ten));
    RawClient client = open(transport).withProtocol("TLSv1.3");
    client.upgrade("/");

    repeatUntilCut(Duration.ofMillis(1), client::startTlsHandshake);

    awaitClosed(session(0), 1006);
  }

  // Splitting and joining.

  /** Sends every byte on its own, and remembers all that comes. */
  private static final class TappedSocket extends Socket {
    private final ByteArrayOutputStream tapped = new ByteArrayOutputStream();

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream());
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
          int count = super.read(target, offset, length);
          if (count > 0) {
            tapped.write(target, offset, count);
          }
          return count;
        }
      };
    }

    /** The types of the records that came. */
    List<Integer> types() {
      List<Integer> types = new ArrayList<>();
      byte[] all = tapped.toByteArray();
      for (int at = 0; at + 5 <= all.length; ) {
        types.add((int) all[at]);
        at += 5 + ((all[at + 3] & 0xff) << 8 | (all[at + 4] & 0xff));
      }
      return types;
    }
  }

  private RawClient tapped(WebSocketTransport transport, TappedSocket socket) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), transport.port()));
    return closedAtEnd(RawClient.overTls(socket, certificate.trusting().getSocketFactory()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshakeAndFramesInSingleBytesAreRead(String protocol) throws IOException {
    RawClient client = tapped(start(), new TappedSocket()).withProtocol(protocol);

    client.upgrade("/");

    assertEchoes(client);
    client.sendText("x".repeat(3_000));
    assertThat(client.readText()).hasSize(3_000);
  }

  @Test
  void muchThatFollowsTheHandshakeAtOnceIsRead() {
    RawClient client = open(start(options -> options.maxMessageBytes(1 << 20)));

    client.send(RawClient.upgradeBytes(), RawClient.textFrame("y".repeat(500_000)));

    client.readHead();
    assertThat(client.readText()).hasSize(500_000);
  }

  @Test
  void framesOfOneBatchShareRecords() throws IOException {
    TappedSocket socket = new TappedSocket();
    WebSocketTransport transport =
        startAnswering(
            (session, text) -> {
              for (int i = 0; i < 1_000; i++) {
                session.connection.enqueue(TestSession.frame("message " + i));
              }
            });
    RawClient client = tapped(transport, socket);
    client.upgrade("/");
    int before = socket.types().size();

    client.sendText("go");
    assertReads(client, 1_000, i -> "message " + i);

    // 13 KB: one record, or two, as some are a few bytes short of 16 KiB.
    assertThat(socket.types().size() - before).isLessThanOrEqualTo(2);
  }

  @Test
  void serverSaysCloseNotifyAfterItsCloseFrame() throws IOException {
    TappedSocket socket = new TappedSocket();
    RawClient client = tapped(start(), socket).withProtocol("TLSv1.2");
    client.upgrade("/");

    client.sendClose(1000);

    assertThat(client.readClose()).isEqualTo(1000);
    assertThat(client.readEnd()).isTrue();
    List<Integer> types = socket.types();
    assertThat(types.subList(types.size() - 2, types.size()))
        .containsExactly(APPLICATION_DATA, ALERT);
  }

  @Test
  void answerToAPlainRequestEndsWithCloseNotify() throws IOException {
    TappedSocket socket = new TappedSocket();
    RawClient client = tapped(start(), socket).withProtocol("TLSv1.2");

    client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 426 ");
    assertThat(socket.types()).endsWith(ALERT);
  }

  @Test
  void serverThatStopsSaysCloseNotify() throws IOException {
    TappedSocket socket = new TappedSocket();
    WebSocketTransport transport = start();
    RawClient client = tapped(transport, socket).withProtocol("TLSv1.2");
    client.upgrade("/");

    transport.stop(Duration.ofMillis(200));

    assertThat(client.readClose()).isEqualTo(1012);
    client.readEnd();
    assertThat(socket.types()).endsWith(APPLICATION_DATA, ALERT);
  }
}

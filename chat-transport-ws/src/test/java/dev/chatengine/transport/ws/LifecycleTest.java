package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.chatengine.ChatEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LifecycleTest extends TransportTest {

  @Test
  void startReturnsWhenThePortIsBound() {
    WebSocketTransport transport = start();

    assertThat(transport.port()).isPositive();
    assertEchoes(connect(transport));
    assertThat(transport.toString()).contains("" + transport.port());
  }

  @Test
  void portThatIsTakenFailsWithAddressAndPort() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> start(options -> options.port(taken.getLocalPort())))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("127.0.0.1")
          .hasMessageContaining("" + taken.getLocalPort())
          .hasCauseInstanceOf(BindException.class);
    }
    assertThat(transportThreads()).isEmpty();
  }

  @Test
  void hostThatIsUnknownFailsByName() {
    assertThatThrownBy(() -> start(options -> options.bindAddress("no.such.host.invalid")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no.such.host.invalid");
  }

  @Test
  void stopSendsWhatIsQueuedThenTellsClientsToComeAgain() {
    WebSocketTransport transport = start();
    RawClient client = connect(transport);
    TestSession session = session(0);
    for (int i = 0; i < 2_000; i++) {
      session.connection.enqueue(TestSession.frame("x".repeat(2_000) + i));
    }
    session.connection.flush();

    Thread stopper = new Thread(() -> transport.stop(Duration.ofSeconds(20)));
    stopper.start();

    assertReads(client, 2_000, i -> "x".repeat(2_000) + i);
    assertThat(client.readClose()).isEqualTo(1012);
    client.sendClose(1012);
    assertThat(client.readEnd()).isTrue();
    await().until(() -> !stopper.isAlive());
    assertThat(session.closed).containsExactly(1012);
    assertThat(transportThreads()).isEmpty();
  }

  @Test
  void stopFreesThePort() {
    WebSocketTransport first = start();
    RawClient client = connect(first);
    assertEchoes(client);

    first.stop(Duration.ZERO);

    WebSocketTransport second = start(options -> options.port(first.port()));
    assertThat(second.port()).isEqualTo(first.port());
    assertEchoes(connect(second));
  }

  @Test
  void stopCutsOffWhoDoesNotTakePart() {
    WebSocketTransport transport = start();
    RawClient reading = connect(transport);
    RawClient unfinished = open(transport);
    RawClient stuck = connectSlowReader(transport);
    session(1).sendLarge(200);
    unfinished.send("GET /");

    transport.stop(Duration.ofMillis(200));

    assertThat(transportThreads()).isEmpty();
    assertThat(sessions).allSatisfy(session -> assertThat(session.closed).containsExactly(1012));
    assertThat(transport.connections()).isZero();
    assertThat(reading.readClose()).isEqualTo(1012);
    assertThat(stuck.socket().isClosed()).isFalse();
  }

  @Test
  void stopIsRepeatable() {
    WebSocketTransport transport = start();
    connect(transport);

    transport.stop(Duration.ZERO);
    transport.stop(Duration.ofSeconds(1));
    transport.close();

    assertThat(transportThreads()).isEmpty();
  }

  @Test
  void stopFromACallbackDoesNotWaitForItself() {
    CountDownLatch stopped = new CountDownLatch(1);
    WebSocketTransport[] own = new WebSocketTransport[1];
    own[0] =
        startAnswering(
            (session, text) -> {
              own[0].stop(Duration.ofSeconds(1));
              stopped.countDown();
            });
    RawClient client = connect(own[0]);

    client.sendText("stop");

    assertThat(client.readClose()).isEqualTo(1012);
    client.close();
    await().until(() -> transportThreads().isEmpty());
    assertThat(stopped.getCount()).isZero();
  }

  @Test
  void interruptedStopCutsClientsOffAndKeepsTheInterrupt() {
    WebSocketTransport transport = start();
    connect(transport);
    session(0);

    Thread.currentThread().interrupt();
    transport.stop(Duration.ofHours(1));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(transportThreads()).isEmpty();
    assertThat(session(0).closed).containsExactly(1012);
  }

  @Test
  void clientsComeAndGoWhileItStops() throws InterruptedException {
    for (int round = 0; round < 10; round++) {
      WebSocketTransport transport = start();
      Thread visitors =
          new Thread(
              () -> {
                try {
                  while (true) {
                    RawClient client = RawClient.connect(transport.port());
                    client.sendText("hi");
                    client.readText();
                    client.close();
                  }
                } catch (RuntimeException e) {
                  // The port is free: it has stopped.
                }
              });
      visitors.start();
      int seen = round * 5;
      await().until(() -> sessions.size() > seen);

      transport.stop(Duration.ofMillis(50));

      visitors.join();
      assertThat(transportThreads()).isEmpty();
    }
  }

  @Test
  void engineIsWhatItConnectsTo() {
    try (ChatEngine engine = ChatEngine.create();
        WebSocketTransport transport =
            WebSocketTransport.builder(engine).bindAddress("127.0.0.1").start()) {
      RawClient client = open(transport);
      client.send(RawClient.upgradeRequest("/"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 ");
      client.close();
    }
  }
}

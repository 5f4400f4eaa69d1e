package dev.chatengine.transport.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.Admission.Cause;
import dev.chatengine.spi.Admission.Refusal;
import dev.chatengine.spi.Authenticator.Authentication;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.transport.ws.PlainAndTls;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TestSession;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import dev.chatengine.transport.ws.WebSocketTransportBuilder;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a client may come in is decided before its request is answered, at once or later. */
@PlainAndTls
class AdmissionTest extends TransportTest {
  private final Gate gate = new Gate();

  /** Decides by path: at {@code /now} at once, elsewhere when the test says so. */
  private final class Gate implements Connector {
    final List<Pending> pending = new CopyOnWriteArrayList<>();
    final List<String> connectedOn = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Admission> admit(ConnectionRequest request) {
      if (request.path().equals("/now")) {
        return Connector.super.admit(request);
      }
      Pending asked = new Pending(request, new CompletableFuture<>());
      pending.add(asked);
      return asked.admission.minimalCompletionStage();
    }

    @Override
    public ClientSession connect(Admission admission, ClientConnection connection) {
      connectedOn.add(Thread.currentThread().getName());
      TestSession session = new TestSession(admission, connection);
      sessions.add(session);
      return session;
    }

    Pending pending(int index) {
      await().until(() -> pending.size() > index);
      return pending.get(index);
    }
  }

  /** A client that waits for the decision. */
  private record Pending(ConnectionRequest request, CompletableFuture<Admission> admission) {
    void grant() {
      admission.complete(Admission.granted(request, Authentication.anonymous()));
    }

    void refuse(Cause cause, String reason, Duration retryAfter) {
      admission.complete(Admission.refused(request, new Refusal(cause, reason, retryAfter)));
    }
  }

  /** On one loop, so that what one client has been answered proves what was done before. */
  private WebSocketTransport startGate(UnaryOperator<WebSocketTransportBuilder> options) {
    return start(gate, builder -> options.apply(builder.loops(1)));
  }

  private WebSocketTransport startGate() {
    return startGate(options -> options);
  }

  private RawClient witness(WebSocketTransport transport) {
    RawClient witness = open(transport);
    witness.upgrade("/now");
    return witness;
  }

  private RawClient upgrading(WebSocketTransport transport) {
    RawClient client = open(transport);
    client.send(RawClient.upgradeBytes());
    return client;
  }

  @Test
  void whoIsAdmittedAtOnceIsConnectedOnTheLoop() {
    RawClient client = witness(startGate());

    assertEchoes(client);
    assertThat(gate.connectedOn).allMatch(name -> name.endsWith("-loop-0")).hasSize(1);
  }

  @Test
  void whoIsAdmittedLaterIsConnectedOnTheLoop() {
    RawClient client = upgrading(startGate());

    gate.pending(0).grant();

    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    assertEchoes(client);
    assertThat(gate.connectedOn).allMatch(name -> name.endsWith("-loop-0")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"PT0.001S,1", "PT1S,1", "PT1.5S,2", "PT2562047788015215H30M7S,31536000"})
  void aRefusedClientIsToldToWaitForWholeSecondsAndAYearAtMost(Duration wait, String seconds) {
    RawClient client = upgrading(startGate());

    gate.pending(0).refuse(Cause.UNAVAILABLE, "full", wait);

    assertThat(client.readHead()).contains("Retry-After: " + seconds + "\r\n");
  }

  @Test
  void whatComesBeforeTheDecisionIsReadInOrderAfterIt() {
    WebSocketTransport transport = startGate();
    RawClient witness = witness(transport);
    RawClient client = open(transport);
    byte[] third = RawClient.textFrame("third");

    client.send(RawClient.upgradeBytes(), RawClient.textFrame("first"));
    Pending pending = gate.pending(0);
    client.send(RawClient.textFrame("second"), Arrays.copyOf(third, 4));
    assertEchoes(witness);
    assertThat(sessions).hasSize(1);
    pending.grant();
    client.send(Arrays.copyOfRange(third, 4, third.length));

    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    assertReads(client, 3, List.of("first", "second", "third")::get);
    assertThat(session(1).received).containsExactly("first", "second", "third");
  }

  @Test
  void asMuchAsIsKeptIsRead() {
    WebSocketTransport transport = startGate();
    RawClient witness = witness(transport);
    RawClient client = open(transport);
    String large = "x".repeat(OpeningHandshake.MAX_EARLY_BYTES - 8);

    client.send(RawClient.upgradeBytes(), RawClient.textFrame(large));
    Pending pending = gate.pending(0);
    assertEchoes(witness);
    pending.grant();

    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    assertThat(client.readText()).isEqualTo(large);
  }

  @Test
  void whoSendsMoreThanIsKeptIsRefused() {
    WebSocketTransport transport = startGate();
    RawClient client = upgrading(transport);
    Pending pending = gate.pending(0);

    client.send(RawClient.textFrame("x".repeat(OpeningHandshake.MAX_EARLY_BYTES - 7)));

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 400 ").doesNotContain("101");
    pending.grant();
    assertEchoes(witness(transport));
    assertThat(sessions).hasSize(1);
  }

  @Test
  void whoIsRefusedLaterIsAnsweredInHttp() {
    WebSocketTransport transport = startGate();
    RawClient client = open(transport);
    client.send(RawClient.upgradeBytes(), RawClient.textFrame("first"));

    gate.pending(0).refuse(Cause.RATE_LIMITED, "Slower, please", Duration.ofMillis(1_001));

    assertThat(client.readToEnd())
        .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
        .contains("Retry-After: 2\r\n", "Connection: close\r\n", "Content-Length: 15\r\n")
        .endsWith("\r\n\r\nSlower, please\n");
    assertThat(sessions).isEmpty();
    assertThat(transport.connections()).isZero();
  }

  @Test
  void aDecisionThatDoesNotComeInTimeIsNotWaitedFor() {
    withTimeEnough(
        time -> {
          WebSocketTransport transport = startGate(options -> options.handshakeTimeout(time));
          RawClient client = open(transport);
          String answer = answerToUpgrade(client);
          if (answer.isEmpty()) {
            return false;
          }
          assertThat(answer)
              .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
              .contains("Retry-After: 1\r\n", "Connection: close\r\n");
          gate.pending(0).grant();
          assertEchoes(witness(transport));
          return true;
        });
    assertThat(sessions).hasSize(1);
  }

  /** What comes until the server closes, or nothing if it closes before the client has asked. */
  private static String answerToUpgrade(RawClient client) {
    try {
      client.send(RawClient.upgradeBytes());
      return client.readToEnd();
    } catch (UncheckedIOException e) {
      return "";
    }
  }

  @Test
  void aDecisionThatFailsIsAnsweredWith500() {
    RawClient client = upgrading(startGate());

    gate.pending(0).admission.completeExceptionally(new IllegalStateException("broken"));

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 500 ").doesNotContain("broken");
  }

  @Test
  void whoIsGoneBeforeTheDecisionLeavesNothing() {
    WebSocketTransport transport = startGate(options -> options.maxConnections(1));
    RawClient gone = upgrading(transport);
    Pending pending = gate.pending(0);

    gone.close();

    RawClient next =
        await().until(() -> open(transport), client -> succeeds(() -> client.upgrade("/now")));
    pending.grant();
    assertEchoes(next);
    assertThat(sessions).hasSize(1);
    assertThat(transport.connections()).isEqualTo(1);
  }

  @Test
  void stopDoesNotWaitForDecisions() {
    WebSocketTransport transport = startGate();
    RawClient client = upgrading(transport);
    Pending pending = gate.pending(0);

    transport.stop(Duration.ofHours(1));

    assertThat(transportThreads()).isEmpty();
    client.readEnd();
    pending.grant();
    assertThat(sessions).isEmpty();
  }
}

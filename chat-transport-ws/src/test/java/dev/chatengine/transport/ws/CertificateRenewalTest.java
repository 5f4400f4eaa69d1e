package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.chatengine.transport.ws.certificate.CurrentCertificate;
import dev.chatengine.transport.ws.certificate.TlsContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are replaced while the transport runs. */
class CertificateRenewalTest extends TransportTest {
  private final TestCertificates before = TestCertificates.ec();
  private final TestCertificates after = TestCertificates.rsa();

  @RegisterExtension final LogLines log = new LogLines(CurrentCertificate.class.getName());

  private Path chain;
  private Path key;
  private TlsOptions certificate;

  @BeforeEach
  void files(@TempDir Path directory) {
    chain = before.writeChain(directory.resolve("chain.pem"));
    key = before.writeKey(directory.resolve("key.pem"));
    certificate = TlsOptions.pem(chain, key);
  }

  private boolean isServedWith(TestCertificates certificate, WebSocketTransport transport) {
    try (RawClient client =
        RawClient.openTls(transport.port(), 0, certificate.trusting().getSocketFactory())) {
      client.upgrade("/");
      client.sendText("hi");
      return client.readText().equals("hi");
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Test
  void newConnectionsGetTheNewCertificateAndOpenOnesStay() {
    WebSocketTransport transport = start(options -> options.tls(certificate));
    RawClient open =
        closedAtEnd(RawClient.openTls(transport.port(), 0, before.trusting().getSocketFactory()));
    open.upgrade("/");
    assertThat(isServedWith(after, transport)).isFalse();

    after.writeChain(chain);
    after.writeKey(key);

    await().until(() -> isServedWith(after, transport));
    assertThat(isServedWith(before, transport)).isFalse();
    assertEchoes(open);
  }

  @Test
  void pkcs12IsRenewedToo(@TempDir Path directory) throws IOException {
    Path file = Files.copy(before.pkcs12(), directory.resolve("store.p12"));
    TlsOptions options = TlsOptions.pkcs12(file, TestCertificates.PASSWORD.toCharArray());
    WebSocketTransport transport = start(builder -> builder.tls(options));
    assertThat(isServedWith(before, transport)).isTrue();

    Files.copy(after.pkcs12(), file, StandardCopyOption.REPLACE_EXISTING);

    await().until(() -> isServedWith(after, transport));
  }

  @Test
  void newFilesThatDoNotFitAreLoggedOnceAndTheOldCertificateStays() throws IOException {
    AtomicLong clock = new AtomicLong();
    CurrentCertificate current = new CurrentCertificate(certificate.source(), clock::get);
    TlsContext old = current.get();

    after.writeChain(chain);
    lookAgainAndAgain(current, clock);
    assertThat(current.get()).isSameAs(old);
    assertThat(log.warnings()).hasSize(1);
    assertThat(log.warnings().get(0)).contains("keeping the old one").contains("does not belong");

    Files.delete(key);
    lookAgainAndAgain(current, clock);
    assertThat(current.get()).isSameAs(old);
    assertThat(log.warnings()).hasSize(2);
    assertThat(log.warnings().get(1)).contains("keeping the old one").contains("no such file");

    after.writeKey(key);
    lookAgainAndAgain(current, clock);
    assertThat(current.get()).isNotSameAs(old);
    assertThat(log.warnings()).hasSize(2);
  }

  private static void lookAgainAndAgain(CurrentCertificate current, AtomicLong clock) {
    for (int i = 0; i < 10; i++) {
      clock.addAndGet(2_000_000_000L);
      current.refresh();
    }
  }

  @Test
  void filesAreNotLookedAtTwiceInASecond() {
    AtomicLong clock = new AtomicLong();
    CurrentCertificate current = new CurrentCertificate(certificate.source(), clock::get);
    TlsContext old = current.get();
    after.writeChain(chain);
    after.writeKey(key);

    clock.set(999_999_999);
    current.refresh();
    assertThat(current.get()).isSameAs(old);
    clock.set(1_000_000_000);
    current.refresh();
    assertThat(current.get()).isNotSameAs(old);
  }

  @Test
  void transportGoesOnWithTheOldCertificateWhileTheNewOneIsOfNoUse() throws IOException {
    WebSocketTransport transport = start(options -> options.tls(certificate));
    Files.writeString(chain, "rubbish");

    await()
        .until(
            () -> {
              assertThat(isServedWith(before, transport)).isTrue();
              return !log.warnings().isEmpty();
            });
    assertThat(isServedWith(before, transport)).isTrue();
  }
}

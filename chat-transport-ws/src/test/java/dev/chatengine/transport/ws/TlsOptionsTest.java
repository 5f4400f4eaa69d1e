package dev.chatengine.transport.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates and keys in the forms in which they come, and what is said of wrong ones. */
class TlsOptionsTest extends TransportTest {
  private final TestCertificates ec = TestCertificates.ec();
  private final TestCertificates rsa = TestCertificates.rsa();

  private Path directory;
  private Path chain;
  private Path key;

  static Stream<TestCertificates> both() {
    return Stream.of(TestCertificates.ec(), TestCertificates.rsa());
  }

  @BeforeEach
  void files(@TempDir Path directory) {
    this.directory = directory;
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
  }

  private void assertServed(TlsOptions tls, TestCertificates certificate, String... protocols) {
    RawClient client =
        closedAtEnd(
            RawClient.openTls(
                start(options -> options.tls(tls)).port(),
                0,
                certificate.trusting().getSocketFactory()));
    for (String protocol : protocols) {
      client.withProtocol(protocol);
    }
    client.upgrade("/");
    assertEchoes(client);
  }

  private AbstractThrowableAssert<?, ?> assertRefused() {
    return assertThatThrownBy(() -> TlsOptions.pem(chain, key))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("both")
  void pemFilesAreServed(TestCertificates certificate) {
    assertServed(
        TlsOptions.pem(certificate.writeChain(chain), certificate.writeKey(key)), certificate);
  }

  @ParameterizedTest
  @MethodSource("both")
  void pkcs12IsServed(TestCertificates certificate) {
    assertServed(certificate.options(), certificate);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bothProtocolsAreSpoken(String protocol) {
    assertServed(rsa.options(), rsa, protocol);
    assertServed(ec.options(), ec, protocol);
  }

  @Test
  void hostsOwnContextIsServed() throws Exception {
    assertServed(new OneKey(ec.key(), ec.chain()).options(), ec);
  }

  @Test
  void oneFileMayHoldBothWithTextAroundThem() throws IOException {
    ec.writeChain(chain);
    ec.writeKey(key);
    String all =
        "Made for a test\n" + Files.readString(key) + "subject=x\n" + Files.readString(chain);
    Files.writeString(chain, all.replace("\n", "\r\n"));

    assertServed(TlsOptions.pem(chain, chain), ec);
  }

  @Test
  void fileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> TlsOptions.pem(chain, key))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(chain.toString())
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> TlsOptions.pkcs12(chain, new char[0]))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(chain.toString());
  }

  @Test
  void directoryIsRefused() {
    assertThatThrownBy(() -> TlsOptions.pem(directory, key))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(directory.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY"})
  void keyInItsOlderFormatIsRefusedWithTheWayToConvertIt(String label) throws IOException {
    ec.writeChain(chain);
    Files.writeString(key, TestCertificates.pem(label, new byte[100]));

    assertRefused()
        .hasMessageContaining("PKCS #8")
        .hasMessageContaining(label)
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt -in " + key);
  }

  @Test
  void encryptedKeyInItsOlderFormatIsRefusedInTheSameWay() throws IOException {
    ec.writeChain(chain);
    Files.writeString(
        key,
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00

        AAAA
        -----END RSA PRIVATE KEY-----
        """);

    assertRefused().hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
  }

  @Test
  void encryptedKeyIsRefusedWithTheWayToDecryptIt() throws IOException {
    ec.writeChain(chain);
    Files.writeString(key, TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[100]));

    assertRefused()
        .hasMessageContaining("encrypted")
        .hasMessageContaining("openssl pkcs8 -in " + key)
        .hasMessageContaining("PKCS #12");
  }

  @Test
  void keyOfAnotherCertificateIsRefused() {
    TestCertificates other = TestCertificates.create("EC", "-groupname", "secp256r1");
    ec.writeChain(chain);
    other.writeKey(key);

    assertRefused().hasMessageContaining("does not belong").hasMessageContaining("CN=server");
  }

  @Test
  void keyOfAnotherAlgorithmIsRefused() {
    ec.writeChain(chain);
    rsa.writeKey(key);

    assertRefused().hasMessageContaining("does not belong");
  }

  @Test
  void chainInAnotherOrderIsRefused() throws IOException {
    ec.writeChain(chain);
    ec.writeKey(key);
    String[] parts = Files.readString(chain).split("(?<=-----END CERTIFICATE-----\n)", -1);
    Files.writeString(chain, parts[1] + parts[0]);

    assertRefused()
        .hasMessageContaining("is not the issuer of certificate 1")
        .hasMessageContaining("the server's own comes first");
  }

  @Test
  void filesInEachOthersPlaceAreRefused() {
    ec.writeChain(key);
    ec.writeKey(chain);

    assertRefused().hasMessageContaining(chain + " holds no certificate");
  }

  @Test
  void fileWithoutAKeyIsRefused() throws IOException {
    ec.writeChain(chain);
    Files.writeString(key, "nothing\n");

    assertRefused().hasMessageContaining(key + " holds no private key");
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    ec.writeChain(chain);
    Files.writeString(key, TestCertificates.pem("PRIVATE KEY", new byte[100]));
    assertRefused().hasMessageContaining(key + " holds a key that is damaged");

    Files.writeString(chain, TestCertificates.pem("CERTIFICATE", new byte[100]));
    assertRefused().hasMessageContaining(chain + " holds a certificate that is damaged");
  }

  @Test
  void passwordThatIsWrongIsRefusedAndNotRepeated() {
    assertThatThrownBy(() -> TlsOptions.pkcs12(ec.pkcs12(), "hunter2".toCharArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ec.pkcs12().toString())
        .hasMessageContaining("password")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void contextThatSpeaksOnlyOldProtocolsIsRefused() throws Exception {
    SSLContext context = SSLContext.getInstance("DTLS");
    context.init(null, null, null);

    assertThatThrownBy(() -> TlsOptions.context(context))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLS 1.2");
  }

  @Test
  void textSaysWhichFilesAndNoSecret() {
    assertThat(ec.options().toString())
        .contains(ec.pkcs12().toString())
        .doesNotContain(TestCertificates.PASSWORD);
  }
}

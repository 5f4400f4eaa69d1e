package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for 127.0.0.1 that signs itself, made by the JDK's keytool, and who trusts it. */
final class SelfSigned {
  private static final String PASSWORD = "only for tests";

  private final String certificate;
  private final String key;
  private final SSLContext trusting;

  private SelfSigned(String certificate, String key, SSLContext trusting) {
    this.certificate = certificate;
    this.key = key;
    this.trusting = trusting;
  }

  static SelfSigned make(Path folder) {
    Path file = folder.resolve("self-signed.p12");
    Programs.Ended keytool =
        Programs.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "proxy",
                "-dname",
                "CN=proxy",
                "-keyalg",
                "EC",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString()));
    assertThat(keytool.exitCode()).as(keytool.output()).isZero();
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      return new SelfSigned(
          pem("CERTIFICATE", store.getCertificate("proxy").getEncoded()),
          pem("PRIVATE KEY", store.getKey("proxy", PASSWORD.toCharArray()).getEncoded()),
          trusting(store));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext trusting(KeyStore store) throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("proxy", store.getCertificate("proxy"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String label, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /** The certificate in PEM. */
  String certificate() {
    return certificate;
  }

  /** Its key in PEM. */
  String key() {
    return key;
  }

  SSLContext trusting() {
    return trusting;
  }
}

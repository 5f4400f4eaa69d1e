package dev.chatengine.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for 127.0.0.1 that signs itself, made by the JDK's keytool.
 *
 * @param certificate the certificate in PEM
 * @param key its key in PEM
 * @param trusting what trusts this certificate alone
 */
record SelfSigned(String certificate, String key, SSLContext trusting) {
  private static final String PASSWORD = "only for tests";

  static SelfSigned make(Path folder) {
    Path file = folder.resolve("self-signed.p12");
    String arguments =
        "-genkeypair -alias proxy -dname CN=proxy -keyalg EC -ext san=ip:127.0.0.1"
            + " -storetype PKCS12";
    List<String> command = new ArrayList<>(List.of(arguments.split(" ", -1)));
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-storepass", PASSWORD, "-keystore", file.toString()));
    Programs.Ended keytool = Programs.run(command);
    assertThat(keytool.exitCode()).as(keytool.output()).isZero();
    try {
      KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
      return new SelfSigned(
          pem("CERTIFICATE", store.getCertificate("proxy").getEncoded()),
          pem("PRIVATE KEY", store.getKey("proxy", PASSWORD.toCharArray()).getEncoded()),
          trusting(store));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext trusting(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String label, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }
}

package dev.chatengine.examples.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signs itself, for localhost and 127.0.0.1, made by the JDK's keytool. */
final class TestCertificate {
  static final String PASSWORD = "change it";

  private static final List<String> GENERATE =
      List.of(
          ("-genkeypair -alias chat -dname CN=localhost -keyalg EC -groupname secp256r1"
                  + " -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass:env PASS")
              .split(" ", -1));

  private final KeyStore store;
  private final Path pkcs12;

  private TestCertificate(KeyStore store, Path pkcs12) {
    this.store = store;
    this.pkcs12 = pkcs12;
  }

  /**
   * Makes one.
   *
   * @param directory where its files go
   */
  static TestCertificate create(Path directory) throws Exception {
    Path file = directory.resolve("chat.p12");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(GENERATE);
    command.addAll(List.of("-keystore", file.toString()));
    ProcessBuilder keytool = new ProcessBuilder(command);
    keytool.environment().put("PASS", PASSWORD);
    Process process = keytool.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return new TestCertificate(store, file);
  }

  Path pkcs12() {
    return pkcs12;
  }

  /** Writes the certificate and the key to two files in PEM. */
  List<Path> pem(Path directory) throws IOException, GeneralSecurityException {
    return List.of(
        Files.writeString(
            directory.resolve("chat.pem"),
            pem("CERTIFICATE", store.getCertificate("chat").getEncoded())),
        Files.writeString(
            directory.resolve("key.pem"),
            pem("PRIVATE KEY", store.getKey("chat", PASSWORD.toCharArray()).getEncoded())));
  }

  private static String pem(String label, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /** What trusts this certificate alone. */
  SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("chat", store.getCertificate("chat"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

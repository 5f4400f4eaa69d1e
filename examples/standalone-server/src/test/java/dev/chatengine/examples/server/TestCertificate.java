package dev.chatengine.examples.server;

import java.io.IOException;
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
record TestCertificate(KeyStore store, Path pkcs12) {
  static final String PASSWORD = "change it";

  private static final String GENERATE =
      "-genkeypair -alias chat -dname CN=localhost -keyalg EC -groupname secp256r1"
          + " -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12";

  /** Makes one, with its file in this directory. */
  static TestCertificate create(Path directory) throws Exception {
    Path file = directory.resolve("chat.p12");
    List<String> command = new ArrayList<>(List.of(GENERATE.split(" ", -1)));
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-storepass", PASSWORD, "-keystore", file.toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return new TestCertificate(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()), file);
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
  SSLContext trusting() throws GeneralSecurityException {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

package dev.chatengine.transport.ws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost, made by the JDK's keytool, with its key. */
public final class TestCertificates {
  public static final String PASSWORD = "change it";

  private static final class Shared {
    static final TestCertificates EC = create("EC", "-groupname", "secp256r1");
    static final TestCertificates RSA = create("RSA", "-keysize", "2048");
  }

  private final KeyStore store;
  private final Path pkcs12;

  private TestCertificates(KeyStore store, Path pkcs12) {
    this.store = store;
    this.pkcs12 = pkcs12;
  }

  /** One with a key on an elliptic curve, the same for all. */
  public static TestCertificates ec() {
    return Shared.EC;
  }

  /** One with an RSA key, the same for all. */
  public static TestCertificates rsa() {
    return Shared.RSA;
  }

  /**
   * A new one, signed by an authority of its own.
   *
   * @param options more options of keytool for the key, or for the certificate
   */
  public static TestCertificates create(String algorithm, String... options) {
    return unchecked(
        () -> {
          Path directory = Files.createTempDirectory("certificate");
          directory.toFile().deleteOnExit();
          Path file = directory.resolve("store.p12");
          file.toFile().deleteOnExit();
          generate(file, "authority", algorithm, List.of("-ext", "bc:critical=ca:true"));
          List<String> more = new ArrayList<>(List.of(options));
          more.addAll(List.of("-signer", "authority", "-ext", "san=dns:localhost,ip:127.0.0.1"));
          generate(file, "server", algorithm, more);
          keytool(file, List.of("-delete", "-alias", "authority"));
          KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
          return new TestCertificates(store, file);
        });
  }

  private static void generate(Path file, String alias, String algorithm, List<String> options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", alias));
    arguments.addAll(List.of("-dname", "CN=" + alias, "-keyalg", algorithm));
    arguments.addAll(options);
    keytool(file, arguments);
  }

  private static void keytool(Path file, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1"));
    command.addAll(arguments);
    command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass:env", "PASS"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PASS", PASSWORD);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(output);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** The file with the key and both certificates. */
  public Path pkcs12() {
    return pkcs12;
  }

  public TlsOptions options() {
    return TlsOptions.pkcs12(pkcs12, PASSWORD.toCharArray());
  }

  /** Writes the certificates, the server's own first, to a file in PEM. */
  public Path writeChain(Path file) {
    return unchecked(
        () -> {
          StringBuilder text = new StringBuilder();
          for (Certificate certificate : chain()) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
          }
          return Files.writeString(file, text);
        });
  }

  /** Writes the key to a file in PEM. */
  public Path writeKey(Path file) {
    return unchecked(() -> Files.writeString(file, pem("PRIVATE KEY", key().getEncoded())));
  }

  public static String pem(String label, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  public PrivateKey key() {
    return unchecked(() -> (PrivateKey) store.getKey("server", PASSWORD.toCharArray()));
  }

  /** The server's own certificate, and that of its authority. */
  public X509Certificate[] chain() {
    Certificate[] chain = unchecked(() -> store.getCertificateChain("server"));
    return Arrays.copyOf(chain, chain.length, X509Certificate[].class);
  }

  /** What a client trusts this certificate's authority with, and no other. */
  public SSLContext trusting() {
    return unchecked(
        () -> {
          KeyStore trusted = KeyStore.getInstance("PKCS12");
          trusted.load(null, null);
          trusted.setCertificateEntry("authority", chain()[1]);
          TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
          trust.init(trusted);
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(null, trust.getTrustManagers(), null);
          return context;
        });
  }

  private static <T> T unchecked(Callable<T> action) {
    try {
      return action.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

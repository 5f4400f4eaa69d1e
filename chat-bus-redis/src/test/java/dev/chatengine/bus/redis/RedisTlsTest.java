package dev.chatengine.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.SslOptions;

/** A server that speaks TLS, with a certificate that the test makes. */
@Timeout(60)
class RedisTlsTest {
  private static final String PASSWORD = "change it";

  @Test
  void aBusSpeaksTlsAndTrustsNoStranger(@TempDir Path directory) throws Exception {
    File installed = TestRedis.installed();
    TestRedis.require(
        installed != null && speaksTls(installed),
        "TLS needs a redis-server on the PATH that was built with it");
    Path store = keyStore(directory);
    Path certificate = directory.resolve("certificate.pem");
    Path key = directory.resolve("key.pem");
    write(store, certificate, key);
    try (RedisProcess server =
        new RedisProcess(
            Objects.requireNonNull(installed),
            "--tls-port",
            "0",
            "--tls-cert-file",
            certificate.toString(),
            "--tls-key-file",
            key.toString(),
            "--tls-ca-cert-file",
            certificate.toString(),
            "--tls-auth-clients",
            "no")) {
      int port = freePort();
      assertThat(
              Commands.text(
                  server.port(),
                  Protocol.Command.CONFIG,
                  "SET",
                  "tls-port",
                  Integer.toString(port)))
          .isEqualTo("OK");
      String uri = "rediss://localhost:" + port;

      assertThatThrownBy(() -> RedisBus.connect(uri))
          .isInstanceOf(RedisUnavailableException.class)
          .hasMessageContaining("localhost:" + port);
      RedisBusOptions options =
          RedisBusOptions.builder()
              .client(
                  client ->
                      client.sslOptions(
                          SslOptions.builder()
                              .truststore(store.toFile(), PASSWORD.toCharArray())
                              .trustStoreType("PKCS12")
                              .build()))
              .build();
      Ear.assertCarries(RedisBus.connect(uri, options), RedisBus.connect(uri, options));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean speaksTls(File server) throws Exception {
    Process process =
        new ProcessBuilder(server.getPath(), "--tls-port", "0", "--port", "0")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int unused = process.waitFor();
    return !said.contains("Bad directive");
  }

  /** A key store that holds a key and its certificate, trusted by whoever has the store. */
  private static Path keyStore(Path directory) throws Exception {
    Path store = directory.resolve("store.p12");
    String arguments =
        "-genkeypair -alias server -dname CN=localhost -ext san=dns:localhost -keyalg RSA"
            + " -storetype PKCS12 -keystore store.p12";
    List<String> command = new ArrayList<>(List.of(arguments.split(" ", -1)));
    command.add(0, Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-storepass", PASSWORD));
    Process keytool =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    // What is to be trusted has an entry of its own.
    KeyStore keys = load(store);
    keys.setCertificateEntry("trusted", keys.getCertificate("server"));
    try (var out = Files.newOutputStream(store)) {
      keys.store(out, PASSWORD.toCharArray());
    }
    return store;
  }

  private static KeyStore load(Path store) throws Exception {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private static void write(Path store, Path certificate, Path key) throws Exception {
    KeyStore keys = load(store);
    Key secret = Objects.requireNonNull(keys.getKey("server", PASSWORD.toCharArray()));
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
    Files.writeString(key, pem("PRIVATE KEY", secret.getEncoded()));
  }

  private static String pem(String label, byte[] content) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }
}

package dev.chatengine.benchmarks.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PKCS #12 file with a key and a self-signed certificate, made by the JDK's keytool. */
final class KeyFile {
  /** No secret: the file is deleted after the measurement. */
  static final String PASSWORD = "benchmark";

  private KeyFile() {}

  /**
   * Makes a file.
   *
   * @param options the key's algorithm and size, as options of keytool
   */
  static Path create(Path file, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", "benchmark", "-dname", "CN=localhost"));
    command.addAll(List.of("-keystore", file.toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD, "-ext", "san=dns:localhost"));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(output);
    }
    return file;
  }
}

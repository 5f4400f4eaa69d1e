package dev.chatengine.examples.server;

import dev.chatengine.transport.ws.TlsOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command-line options about TLS, origins and proxies. */
final class EdgeOptions {
  /** The variable with the password of a PKCS #12 file; other users could see an argument. */
  static final String PASSWORD = "TLS_PASSWORD";

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Serve TLS (https, wss) with the certificate chain in this file: PEM, or PKCS #12 if its"
              + " name ends in .p12 or .pfx, with its password in the variable "
              + PASSWORD
              + ". It is read again when it changes. Default: no TLS.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The private key, PKCS #8 in PEM. Default: in the file of --tls-cert.")
  private @Nullable Path key;

  @Option(
      names = "--allowed-origin",
      paramLabel = "ORIGIN",
      description =
          "https://chat.example.org, say: the origin of web pages from which browsers may connect;"
              + " same-origin for the page that is served here, * for all. May be repeated."
              + " Default: same-origin.")
  private @Nullable List<String> allowedOrigins;

  @Option(
      names = "--trusted-proxy",
      paramLabel = "ADDRESS",
      description =
          "A proxy's address or network, as in 10.0.0.0/8, whose X-Forwarded-For names the clients'"
              + " addresses, and whose X-Forwarded-Host and X-Forwarded-Proto name the address that"
              + " browsers use. May be repeated. Default: none, and the headers are not read.")
  private List<String> trustedProxies = List.of();

  /**
   * The TLS options.
   *
   * @param password the password of a PKCS #12 file
   * @return null for no TLS
   * @throws IllegalArgumentException if the options or the files do not match
   * @throws java.io.UncheckedIOException if a file cannot be read
   */
  @Nullable TlsOptions tls(@Nullable String password) {
    if (certificate == null) {
      if (key != null) {
        throw new IllegalArgumentException("--tls-key is given without --tls-cert");
      }
      return null;
    }
    if (!certificate.toString().toLowerCase(Locale.ROOT).matches(".*\\.(p12|pfx)")) {
      return TlsOptions.pem(certificate, key == null ? certificate : key);
    }
    if (key != null) {
      throw new IllegalArgumentException(
          "--tls-key is given, but " + certificate + " holds its key itself");
    }
    return TlsOptions.pkcs12(certificate, (password == null ? "" : password).toCharArray());
  }

  /** The pages from which browsers may connect; null for the transport's default. */
  @Nullable List<String> allowedOrigins() {
    return allowedOrigins;
  }

  /** The proxies that are trusted to name the addresses of clients. */
  List<String> trustedProxies() {
    return trustedProxies;
  }
}

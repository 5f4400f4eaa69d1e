package dev.chatengine.transport.ws;

import dev.chatengine.transport.ws.certificate.HostContext;
import dev.chatengine.transport.ws.certificate.PemFiles;
import dev.chatengine.transport.ws.certificate.Pkcs12File;
import dev.chatengine.transport.ws.certificate.TlsSource;
import java.nio.file.Path;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * The certificate and key with which a transport uses TLS 1.2 or 1.3. Clients are not asked for
 * certificates. Immutable.
 *
 * <p>Changed files are read again: within a second or two, new connections get the new certificate,
 * while open connections stay. If the new files cannot be used, for example because the key does
 * not belong to the certificate, that is logged once, and the old certificate stays until the files
 * change again. So a renewal needs no restart, and the files may be replaced one after the other.
 */
public final class TlsOptions {
  private final TlsSource source;

  private TlsOptions(TlsSource source) {
    this.source = source;
  }

  /**
   * From PEM files, the usual output of authorities and tools.
   *
   * @param certificateChain the server's certificate, followed by that of its issuer, and so on;
   *     the root is optional
   * @param privateKey an RSA or EC key in PKCS #8, not encrypted ({@code BEGIN PRIVATE KEY}); may
   *     be the same file as the chain
   * @return options
   * @throws java.io.UncheckedIOException if a file cannot be read
   * @throws IllegalArgumentException if a file holds something else, or the key does not belong to
   *     the certificate; the message explains how to convert a key of another format
   */
  public static TlsOptions pem(Path certificateChain, Path privateKey) {
    return checked(new PemFiles(certificateChain, privateKey));
  }

  /**
   * From a PKCS #12 file ({@code .p12} or {@code .pfx}).
   *
   * @param file holds exactly one private key, RSA or EC, with its certificates
   * @param password the password of the file and of the key; copied, and kept to read the file
   *     again
   * @return options
   * @throws java.io.UncheckedIOException if the file cannot be read
   * @throws IllegalArgumentException if the file holds something else, or the password is wrong
   */
  public static TlsOptions pkcs12(Path file, char[] password) {
    return checked(new Pkcs12File(file, password.clone()));
  }

  /**
   * From the host's own context, which decides on keys, cipher suites and sessions; the transport
   * only excludes protocols before TLS 1.2. The host must renew its certificates.
   *
   * @param context an initialised context
   * @return options
   * @throws IllegalArgumentException if the context supports neither TLS 1.2 nor 1.3
   */
  public static TlsOptions context(SSLContext context) {
    return checked(new HostContext(Objects.requireNonNull(context, "context")));
  }

  /** Refuses an unusable source now rather than when the transport starts. */
  private static TlsOptions checked(TlsSource source) {
    source.load(source.read());
    return new TlsOptions(source);
  }

  TlsSource source() {
    return source;
  }

  /** Shows the files, but not their content. */
  @Override
  public String toString() {
    return "TlsOptions[" + source + "]";
  }
}

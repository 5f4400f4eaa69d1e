package dev.chatengine.transport.ws.certificate;

import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * The key, certificates and parameters of TLS connections.
 *
 * @param context holds the key and the certificates
 * @param parameters the protocols and cipher suites
 * @param description the text for the log
 */
public record TlsContext(SSLContext context, SSLParameters parameters, String description) {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /**
   * Uses the defaults of a context, without protocols before TLS 1.2.
   *
   * @throws IllegalArgumentException if that leaves nothing
   */
  static TlsContext of(SSLContext context, String description) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    List<String> known = List.of(parameters.getProtocols());
    List<String> protocols = PROTOCOLS.stream().filter(known::contains).toList();
    if (protocols.isEmpty()) {
      throw new IllegalArgumentException(
          "tls: the context must speak TLS 1.2 or TLS 1.3, but speaks " + known);
    }
    parameters.setProtocols(protocols.toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    return new TlsContext(context, parameters, description);
  }

  /** Restricts the cipher suites to those with forward secrecy and authenticated encryption. */
  TlsContext strict() {
    parameters.setCipherSuites(
        Arrays.stream(parameters.getCipherSuites())
            .filter(TlsContext::isStrict)
            .toArray(String[]::new));
    return this;
  }

  private static boolean isStrict(String suite) {
    boolean forwardSecret = suite.startsWith("TLS_ECDHE_") || !suite.contains("_WITH_");
    return forwardSecret && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"));
  }

  public SSLEngine newEngine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    return engine;
  }
}

package dev.chatengine.transport.ws.certificate;

import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What TLS is spoken with.
 *
 * @param context holds the key and the certificates
 * @param parameters the protocols and cipher suites
 * @param description what the log says of it
 */
public record TlsContext(SSLContext context, SSLParameters parameters, String description) {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /**
   * With all that the context speaks by default, but no protocol before TLS 1.2.
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

  /**
   * The same with those suites only that keep past connections secret when the key becomes known,
   * and whose encryption notices every change.
   */
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

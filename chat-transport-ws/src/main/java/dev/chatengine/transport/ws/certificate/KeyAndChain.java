package dev.chatengine.transport.ws.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A private key with its matching certificate chain, the server's own certificate first. */
public final class KeyAndChain {
  /** The supported key algorithms. */
  static final List<String> ALGORITHMS = List.of("RSA", "EC");

  private static final Logger log = LoggerFactory.getLogger(KeyAndChain.class);

  /** The most TLS sessions that are cached, for clients without session tickets. */
  private static final int MAX_SESSIONS = 2_000;

  private static final char[] NO_PASSWORD = {};

  private final PrivateKey key;
  private final List<X509Certificate> chain;

  /**
   * Makes one.
   *
   * @param chain at least one
   */
  KeyAndChain(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain;
  }

  /** Reads a certificate in DER. */
  static X509Certificate certificate(byte[] encoded, Path file) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          file + " holds a certificate that is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Makes a context from the key and the chain.
   *
   * @param where the files, for messages
   * @throws IllegalArgumentException if key and certificates do not belong together
   */
  TlsContext context(String where) {
    checkOrder(where);
    try {
      if (!keyFits()) {
        throw new IllegalArgumentException(
            where
                + ": the private key does not belong to the first certificate ("
                + subject(chain.get(0))
                + ")");
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      // Trusts no certificate, because clients are not asked for one.
      context.init(keys.getKeyManagers(), new TrustManager[0], null);
      context.getServerSessionContext().setSessionCacheSize(MAX_SESSIONS);
      warnIfNotValid();
      return TlsContext.of(context, description()).strict();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  private void checkOrder(String where) {
    for (int i = 1; i < chain.size(); i++) {
      X509Certificate issued = chain.get(i - 1);
      if (!issued.getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
        throw new IllegalArgumentException(
            where
                + ": certificate "
                + (i + 1)
                + " ("
                + subject(chain.get(i))
                + ") is not the issuer of certificate "
                + i
                + " ("
                + subject(issued)
                + "); the server's own comes first, and after each one its issuer");
      }
    }
  }

  private boolean keyFits() throws GeneralSecurityException {
    String algorithm = key.getAlgorithm();
    if (!ALGORITHMS.contains(algorithm)) {
      throw new GeneralSecurityException("the key is " + algorithm + ", neither RSA nor EC");
    }
    if (!chain.get(0).getPublicKey().getAlgorithm().equals(algorithm)) {
      return false;
    }
    byte[] probe = "does the key fit?".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    String name = algorithm.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    Signature signature = Signature.getInstance(name);
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    signature.initVerify(chain.get(0).getPublicKey());
    signature.update(probe);
    return signature.verify(signed);
  }

  /** An expired certificate is still used: browsers show what is wrong. */
  private void warnIfNotValid() {
    try {
      chain.get(0).checkValidity();
    } catch (CertificateException e) {
      log.warn(
          "The TLS certificate of {} is not valid now: {}", subject(chain.get(0)), e.toString());
    }
  }

  private String description() {
    Instant end = chain.get(0).getNotAfter().toInstant();
    return "the certificate of " + subject(chain.get(0)) + ", valid until " + end;
  }

  private static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  /** Excludes the key. */
  @Override
  public String toString() {
    return "KeyAndChain[" + subject(chain.get(0)) + "]";
  }
}

package dev.chatengine.transport.ws.certificate;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A certificate chain and a key in PEM. */
public final class PemFiles implements TlsSource {
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";

  private final Path chain;
  private final Path key;

  public PemFiles(Path chain, Path key) {
    this.chain = Objects.requireNonNull(chain, "certificateChain");
    this.key = Objects.requireNonNull(key, "privateKey");
  }

  @Override
  public List<byte[]> read() {
    return List.of(
        SmallFile.read("the certificate chain", chain), SmallFile.read("the private key", key));
  }

  @Override
  public TlsContext load(List<byte[]> contents) {
    List<X509Certificate> certificates = certificates(contents.get(0));
    return new KeyAndChain(privateKey(contents.get(1)), certificates).context(chain + ", " + key);
  }

  private List<X509Certificate> certificates(byte[] content) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.all(content, chain)) {
      if (block.label().equals(CERTIFICATE)) {
        certificates.add(KeyAndChain.certificate(block.content(), chain));
      }
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          chain + " holds no certificate: no line says -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  private PrivateKey privateKey(byte[] content) {
    List<PemBlock> blocks = PemBlock.all(content, key);
    for (PemBlock block : blocks) {
      if (block.label().equals(PRIVATE_KEY)) {
        return privateKey(new PKCS8EncodedKeySpec(block.content()));
      }
    }
    for (PemBlock block : blocks) {
      switch (block.label()) {
        case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
            throw new IllegalArgumentException(
                key
                    + " holds a key in the older format of its algorithm ("
                    + block.label()
                    + "), not in PKCS #8. Convert it: openssl pkcs8 -topk8 -nocrypt -in "
                    + key
                    + " -out pkcs8.pem");
        case "ENCRYPTED PRIVATE KEY" ->
            throw new IllegalArgumentException(
                key
                    + " holds an encrypted key. Decrypt it: openssl pkcs8 -in "
                    + key
                    + " -out pkcs8.pem (and let nobody else read that file), or use a PKCS #12"
                    + " file, which has a password");
        default -> {
          // Refused below.
        }
      }
    }
    throw new IllegalArgumentException(
        key + " holds no private key: no line says -----BEGIN PRIVATE KEY-----");
  }

  private PrivateKey privateKey(PKCS8EncodedKeySpec encoded) {
    for (String algorithm : KeyAndChain.ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException e) {
        // The next algorithm may fit; if none does, refused below.
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + algorithm, e);
      }
    }
    throw new IllegalArgumentException(
        key + " holds a key that is damaged, or neither RSA nor EC on a curve that Java knows");
  }

  @Override
  public String toString() {
    return chain + ", " + key;
  }
}

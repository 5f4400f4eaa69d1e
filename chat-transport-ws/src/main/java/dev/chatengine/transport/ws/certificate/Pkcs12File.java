package dev.chatengine.transport.ws.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** A PKCS #12 file with one key and its certificates. */
public final class Pkcs12File implements TlsSource {
  private final Path file;
  private final char[] password;

  public Pkcs12File(Path file, char[] password) {
    this.file = Objects.requireNonNull(file, "file");
    this.password = password;
  }

  @Override
  public List<byte[]> read() {
    return List.of(SmallFile.read("the PKCS #12 file", file));
  }

  @Override
  public TlsContext load(List<byte[]> contents) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(contents.get(0)), password);
      String alias = onlyKey(store);
      Key key = store.getKey(alias, password);
      Certificate[] chain = store.getCertificateChain(alias);
      if (!(key instanceof PrivateKey privateKey) || chain == null) {
        throw new IllegalArgumentException(file + " holds no certificate for its key");
      }
      List<X509Certificate> certificates = new ArrayList<>();
      for (Certificate certificate : chain) {
        certificates.add(KeyAndChain.certificate(certificate.getEncoded(), file));
      }
      return new KeyAndChain(privateKey, certificates).context(file.toString());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          file + " is no PKCS #12 file, or its password is another: " + e.getMessage(), e);
    }
  }

  private String onlyKey(KeyStore store) throws GeneralSecurityException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw new IllegalArgumentException(
          file + " must hold exactly one private key, but holds " + keys.size() + " " + keys);
    }
    return keys.get(0);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}

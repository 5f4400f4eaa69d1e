package dev.chatengine.transport.ws.certificate;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate in use, which is replaced when its files change. The files are read when a
 * connection comes, at most once a second. Their content is compared, because modification times do
 * not reveal that another file was moved to this path.
 */
public final class CurrentCertificate {
  private static final Logger log = LoggerFactory.getLogger(CurrentCertificate.class);
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final TlsSource source;
  private final LongSupplier clock;
  private volatile TlsContext current;

  // The acceptor's thread only.
  private List<byte[]> seen;
  private long nextLook;
  private boolean unreadable;

  /**
   * Loads the certificate.
   *
   * @param clock in nanoseconds, like {@link System#nanoTime}
   * @throws UncheckedIOException if a file cannot be read
   * @throws IllegalArgumentException if one cannot be used
   */
  public CurrentCertificate(TlsSource source, LongSupplier clock) {
    this.source = source;
    this.clock = clock;
    seen = source.read();
    current = source.load(seen);
    nextLook = clock.getAsLong() + INTERVAL;
    log.info("TLS certificate: {}", current.description());
  }

  /** Any thread. */
  public TlsContext get() {
    return current;
  }

  /** Reads the files again if due. On the acceptor's thread only; never throws. */
  public void refresh() {
    long now = clock.getAsLong();
    if (seen.isEmpty() || now - nextLook < 0) {
      return;
    }
    nextLook = now + INTERVAL;
    try {
      List<byte[]> found = source.read();
      unreadable = false;
      if (!isSeen(found)) {
        // Remembered before the load, so that an unusable certificate is logged once.
        seen = found;
        current = source.load(found);
        log.info("TLS certificate renewed: {}", current.description());
      }
    } catch (UncheckedIOException e) {
      if (!unreadable) {
        unreadable = true;
        log.warn("Cannot read the TLS certificate, keeping the old one: {}", e.getMessage());
      }
    } catch (RuntimeException e) {
      log.warn("Cannot use the new TLS certificate, keeping the old one: {}", e.getMessage());
    }
  }

  private boolean isSeen(List<byte[]> found) {
    for (int i = 0; i < found.size(); i++) {
      if (!Arrays.equals(seen.get(i), found.get(i))) {
        return false;
      }
    }
    return true;
  }
}

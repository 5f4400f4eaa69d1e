package dev.chatengine.examples.server;

import dev.chatengine.spi.MessageStore;
import dev.chatengine.store.mongo.MongoMessageStore;
import dev.chatengine.store.mongo.MongoStoreOptions;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens stores in MongoDB, at once or as soon as MongoDB answers. */
final class MongoStores {
  private static final Logger LOG = LoggerFactory.getLogger(MongoStores.class);
  private static final long SECONDS_BETWEEN_TRIES = 1;

  private MongoStores() {}

  /**
   * Opens a store.
   *
   * @param uri the connection string
   * @param retention how long messages are kept
   * @param wait whether to wait for a MongoDB that does not answer yet
   * @throws IllegalArgumentException if the URI is malformed
   * @throws UncheckedIOException if MongoDB does not answer and {@code wait} is false
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  static MessageStore open(String uri, Duration retention, boolean wait)
      throws InterruptedException {
    MongoStoreOptions options = MongoStoreOptions.builder().retention(retention).build();
    while (true) {
      try {
        return MongoMessageStore.connect(uri, options);
      } catch (UncheckedIOException e) {
        if (!wait) {
          throw e;
        }
        LOG.warn("Waiting: {}", e.getMessage());
        TimeUnit.SECONDS.sleep(SECONDS_BETWEEN_TRIES);
      }
    }
  }
}

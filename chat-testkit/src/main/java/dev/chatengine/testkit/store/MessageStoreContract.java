package dev.chatengine.testkit.store;

import org.junit.jupiter.api.Nested;

/**
 * Tests that every {@link dev.chatengine.spi.MessageStore} must pass. An implementer extends this
 * class in the tests of the implementation, and supplies stores:
 *
 * <pre>{@code
 * class FileMessageStoreTest extends MessageStoreContract {
 *   @TempDir Path directory;
 *
 *   @Override
 *   protected MessageStoreFixture newFixture() {
 *     return new MessageStoreFixture() {
 *       public Set<StoreCapability> capabilities() { return EnumSet.of(DURABLE); }
 *       public MessageStore open() { return FileMessageStore.open(directory); }
 *       public void close() {}
 *     };
 *   }
 * }
 * }</pre>
 *
 * <h2>How to use it</h2>
 *
 * <p>Begin without capabilities, or with those that the {@link dev.chatengine.spi.Traits} of the
 * store require: a store that is {@code shared} must declare {@link StoreCapability#SHARED}, and a
 * store that is {@code durable} {@link StoreCapability#DURABLE}. A trait without its capability
 * fails, and so does a capability without its trait. Tests that need more are skipped, and the
 * report names the missing capability. Then add what the fixture can simulate: messages that
 * {@linkplain StoreCapability#RETENTION expire}, writes that {@linkplain StoreCapability#FAULTS
 * fail}, a {@linkplain StoreCapability#PROCESS_KILL process that is killed}. A promise whose tests
 * are skipped is not checked.
 *
 * <p>There is one group of tests for each promise: {@code Numbering}, {@code Idempotence}, {@code
 * Reads}, {@code Amendments}, {@code RoundTrip}, {@code Lookups}, {@code Epochs}, {@code
 * Retention}, {@code HostileNames}, {@code Faults}, {@code Durability}, {@code Lifecycle}. Make
 * them pass in this order. The name of a test states what must hold.
 *
 * <p>No test waits for time to pass or depends on the speed of a store. Several tests use one or
 * more instances of a store from up to six threads at once. A store that returns {@code Unknown}
 * without a failure does not pass.
 *
 * <h2>On the module path</h2>
 *
 * <p>The groups are not public. This module is open to JUnit, so nothing has to be configured.
 */
public abstract class MessageStoreContract {
  /** For subclasses. */
  protected MessageStoreContract() {}

  /**
   * Creates the fixture of one test. Called once before each test.
   *
   * @return a new fixture, which the test closes
   * @throws Exception if it cannot be created; this fails the test
   */
  protected abstract MessageStoreFixture newFixture() throws Exception;

  @Nested
  class Numbering extends StoreNumbering {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Idempotence extends StoreIdempotence {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Reads extends StoreReads {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Amendments extends StoreAmendments {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class RoundTrip extends StoreRoundTrip {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Lookups extends StoreLookups {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Epochs extends StoreEpochs {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Retention extends StoreRetention {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class HostileNames extends StoreHostileNames {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Faults extends StoreFaults {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Durability extends StoreDurability {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }

  @Nested
  class Lifecycle extends StoreLifecycle {
    @Override
    MessageStoreFixture newFixture() throws Exception {
      return MessageStoreContract.this.newFixture();
    }
  }
}

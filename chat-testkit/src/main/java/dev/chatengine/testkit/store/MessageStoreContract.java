package dev.chatengine.testkit.store;

import org.junit.jupiter.api.Nested;

/**
 * What every {@link dev.chatengine.spi.MessageStore} must do, as tests. An implementer extends this
 * class in the tests of the implementation, and gives it stores to work with:
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
 * <h2>How to go about it</h2>
 *
 * <p>Begin with no capabilities, or with those that {@link dev.chatengine.spi.Traits} demand: a
 * store whose traits say {@code shared} must declare {@link StoreCapability#SHARED}, one that says
 * {@code durable} {@link StoreCapability#DURABLE}; saying one without the other fails. The tests
 * that need more are reported as skipped, each with the capability that is missing. Then add what
 * the fixture can bring about: messages that {@linkplain StoreCapability#RETENTION expire}, writes
 * that {@linkplain StoreCapability#FAULTS fail}, a {@linkplain StoreCapability#PROCESS_KILL process
 * that is killed}. What is skipped is not promised.
 *
 * <p>The tests are in groups, one for each promise: {@code Numbering}, {@code Idempotence}, {@code
 * Reads}, {@code Amendments}, {@code RoundTrip}, {@code Lookups}, {@code Epochs}, {@code
 * Retention}, {@code HostileNames}, {@code Faults}, {@code Durability}, {@code Lifecycle}. That is
 * also the order in which to make them pass. A test's name says what must hold.
 *
 * <p>Nothing waits for time to pass or depends on how fast a store is. Several tests use a store,
 * or several instances of one, by up to six threads at once; a store that answers {@code Unknown}
 * while nothing is wrong does not pass.
 *
 * <h2>On the module path</h2>
 *
 * <p>The groups are not public; this module is open to JUnit, so that nothing has to be configured.
 */
public abstract class MessageStoreContract {
  /** For subclasses. */
  protected MessageStoreContract() {}

  /**
   * Makes what one test works with. Called once for each test, before it.
   *
   * @return a new fixture, which the test closes
   * @throws Exception if it cannot be made, which fails the test
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

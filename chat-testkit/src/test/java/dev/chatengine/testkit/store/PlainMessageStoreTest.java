package dev.chatengine.testkit.store;

/** The contract can be kept: by a second implementation, with nearly all that a fixture can do. */
class PlainMessageStoreTest extends MessageStoreContract {
  @Override
  protected MessageStoreFixture newFixture() {
    return new PlainFixture(PlainMessageStore::new);
  }
}

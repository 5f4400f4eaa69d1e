package dev.chatengine.testkit.store;

/** A second implementation fulfils the contract, with nearly all capabilities. */
class PlainMessageStoreTest extends MessageStoreContract {
  @Override
  protected MessageStoreFixture newFixture() {
    return new PlainFixture(PlainMessageStore::new);
  }
}

package dev.chatengine.testkit.store;

/** Only for the process that is killed: the rest of the part is skipped. */
class JournalMessageStoreTest extends StoreDurability {
  @Override
  MessageStoreFixture newFixture() throws Exception {
    return new JournalFixture(false);
  }
}

package dev.chatengine.testkit.store;

/** Only for the test with a killed process; the others of this group are skipped. */
class JournalMessageStoreTest extends StoreDurability {
  @Override
  MessageStoreFixture newFixture() throws Exception {
    return new JournalFixture(false);
  }
}

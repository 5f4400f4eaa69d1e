package dev.chatengine.testkit.store;

/** A store that answers too early; run by {@link MessageStoreContractTest} alone. */
class BufferedJournalRun extends StoreDurability {
  @Override
  MessageStoreFixture newFixture() throws Exception {
    return new JournalFixture(true);
  }
}

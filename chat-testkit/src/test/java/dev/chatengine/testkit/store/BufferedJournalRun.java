package dev.chatengine.testkit.store;

/** A store that acknowledges messages too early; only {@link MessageStoreContractTest} runs it. */
class BufferedJournalRun extends StoreDurability {
  @Override
  MessageStoreFixture newFixture() throws Exception {
    return new JournalFixture(true);
  }
}

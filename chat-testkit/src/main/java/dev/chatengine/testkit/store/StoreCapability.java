package dev.chatengine.testkit.store;

/**
 * A capability of a {@link MessageStoreFixture} beyond opening a store. The {@linkplain
 * MessageStoreContract contract} skips the tests that need a capability that the fixture does not
 * declare, and reports the reason.
 */
public enum StoreCapability {
  /** {@link MessageStoreFixture#open} may be called again: all stores have the same data. */
  SHARED("several instances over the same data"),

  /** A store that is opened after another was closed finds the other's data. */
  DURABLE("data that outlives an instance"),

  /** {@link MessageStoreFixture#expireAll} works. */
  RETENTION("messages that expire when the fixture says so"),

  /** {@link MessageStoreFixture#failNextWrite} works. */
  FAULTS("a write that fails before or after its effect"),

  /** {@link MessageStoreFixture#failWritesTo} works. */
  CONVERSATION_FAULTS("one conversation that cannot be written to"),

  /**
   * {@link MessageStoreFixture#crashWhileAppending} and {@link
   * MessageStoreFixture#crashWhileAmending} work: for a store that needs several writes for one of
   * these.
   */
  CRASHES("a process that died between two writes of one operation"),

  /** {@link MessageStoreFixture#startAppending} works: for a durable store. */
  PROCESS_KILL("a process that appends and is killed");

  private final String description;

  StoreCapability(String description) {
    this.description = description;
  }

  /**
   * Describes the capability in the reason of a skipped test.
   *
   * @return a few words
   */
  public String description() {
    return description;
  }
}

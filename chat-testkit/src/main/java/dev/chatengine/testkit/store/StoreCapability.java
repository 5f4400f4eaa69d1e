package dev.chatengine.testkit.store;

/**
 * What a {@link MessageStoreFixture} can do for the {@linkplain MessageStoreContract contract}
 * beyond opening a store. Each is declared explicitly; the tests that need one that is not declared
 * are reported as skipped, with the reason.
 */
public enum StoreCapability {
  /** {@link MessageStoreFixture#open} may be called again: all instances work on the same data. */
  SHARED("several instances over the same data"),

  /** An instance that is opened after another was closed finds the other's data. */
  DURABLE("data that outlives an instance"),

  /** {@link MessageStoreFixture#expireAll} works. */
  RETENTION("messages that expire when the fixture says so"),

  /** {@link MessageStoreFixture#failNextWrite} works. */
  FAULTS("a write that fails before or after its effect"),

  /** {@link MessageStoreFixture#failWritesTo} works. */
  CONVERSATION_FAULTS("one conversation that cannot be written to"),

  /**
   * {@link MessageStoreFixture#crashWhileAppending} and {@link
   * MessageStoreFixture#crashWhileAmending} work: for a store that needs more than one write for
   * one of the two.
   */
  CRASHES("a process that died between two writes of one operation"),

  /** {@link MessageStoreFixture#startAppending} works: for a durable store. */
  PROCESS_KILL("a process that appends and is killed");

  private final String description;

  StoreCapability(String description) {
    this.description = description;
  }

  /**
   * What the fixture provides, for the reason of a skipped test.
   *
   * @return a few words
   */
  public String description() {
    return description;
  }
}

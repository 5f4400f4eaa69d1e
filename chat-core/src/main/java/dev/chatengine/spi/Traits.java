package dev.chatengine.spi;

/**
 * Properties of a plug-in that the engine has to know.
 *
 * @param shared whether all nodes of a cluster use the same data through it
 * @param durable whether acknowledged data survive the end of the process
 * @param neverWaits whether no call ever waits for input, output or a lock that is held for long,
 *     so that the engine may call it on any thread
 */
public record Traits(boolean shared, boolean durable, boolean neverWaits) {
  /** Data of one process, in memory: not shared, not durable, never waits. */
  public static final Traits IN_MEMORY = new Traits(false, false, true);

  /** Data of a cluster on a remote server: shared, durable, and each call may wait. */
  public static final Traits REMOTE = new Traits(true, true, false);
}

package dev.chatengine.transport.ws;

/** Makes the wires of an event loop's connections. */
@FunctionalInterface
interface Wires {

  /**
   * Makes a wire for a socket that has just been accepted; on the acceptor's thread.
   *
   * @param emptyRecords how many records without data the client may send, where there are records
   * @param whenComputed to be called, on any thread, when {@link Wire#isWaiting} can end
   */
  Wire open(Allowance emptyRecords, Runnable whenComputed);

  /** For bytes as they are. */
  static Wires plain() {
    return (emptyRecords, whenComputed) -> PlainWire.INSTANCE;
  }
}

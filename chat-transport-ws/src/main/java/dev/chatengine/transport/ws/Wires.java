package dev.chatengine.transport.ws;

import java.util.function.BooleanSupplier;

/** Makes the wires of an event loop's connections. */
@FunctionalInterface
interface Wires {

  /**
   * Makes a wire for a socket that has just been accepted; on the acceptor's thread.
   *
   * @param emptyRecords takes a permit for a record without data; false if the client has sent too
   *     many
   * @param whenComputed to be called, on any thread, when {@link Wire#isWaiting} can end
   */
  Wire open(BooleanSupplier emptyRecords, Runnable whenComputed);

  /** For bytes as they are. */
  static Wires plain() {
    return (emptyRecords, whenComputed) -> PlainWire.INSTANCE;
  }
}

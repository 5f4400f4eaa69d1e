package dev.chatengine.transport.ws.socket;

import java.util.function.BooleanSupplier;

/** Makes the wires of an event loop's connections. */
@FunctionalInterface
public interface SocketLayers {

  /**
   * Makes a wire for a socket that has just been accepted; on the acceptor's thread.
   *
   * @param emptyRecords takes a permit for a record without data; false if the client has sent too
   *     many
   * @param whenComputed to be called, on any thread, when {@link SocketLayer#isWaiting} can end
   */
  SocketLayer open(BooleanSupplier emptyRecords, Runnable whenComputed);

  /** For bytes as they are. */
  static SocketLayers plain() {
    return (emptyRecords, whenComputed) -> PlainLayer.INSTANCE;
  }
}

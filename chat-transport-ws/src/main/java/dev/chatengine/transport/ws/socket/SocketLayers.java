package dev.chatengine.transport.ws.socket;

import java.util.function.BooleanSupplier;

/** Makes the layers for the connections of an event loop. */
@FunctionalInterface
public interface SocketLayers {

  /**
   * Makes the layer for a socket that has just been accepted; on the acceptor's thread.
   *
   * @param emptyRecords takes a permit for a record without data; false if none is left
   * @param onTaskDone called on any thread when the task of {@link SocketLayer#isWaiting} is done
   */
  SocketLayer open(BooleanSupplier emptyRecords, Runnable onTaskDone);

  /** Layers that pass bytes on unchanged. */
  static SocketLayers plain() {
    return (emptyRecords, onTaskDone) -> PlainLayer.INSTANCE;
  }
}

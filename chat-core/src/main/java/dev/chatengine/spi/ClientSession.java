package dev.chatengine.spi;

import java.nio.ByteBuffer;

/**
 * The engine's side of a client's connection, which a transport calls.
 *
 * <p>Calls for one session must not overlap, and each must see what the one before did. They never
 * block and never throw.
 */
public interface ClientSession {

  /**
   * The client sent a message. What is no JSON in UTF-8 is answered with an error.
   *
   * @param text the message, whole; read before the call returns, and free for other use then
   */
  void receive(ByteBuffer text);

  /** The connection's queue fell below {@link #lowWaterMark()} after it was above it. */
  void drained();

  /**
   * Where {@link #drained()} is to be called.
   *
   * @return a number of pending bytes
   */
  long lowWaterMark();

  /**
   * The connection is closed; called once, and nothing is called after it.
   *
   * @param code the WebSocket close code (RFC 6455, section 7.4), 1006 if there was no close frame
   */
  void closed(int code);
}

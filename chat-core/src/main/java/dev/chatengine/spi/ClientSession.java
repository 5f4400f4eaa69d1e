package dev.chatengine.spi;

import java.nio.ByteBuffer;

/**
 * A client's session, which the engine implements and a transport calls.
 *
 * <p>Calls for one session must not overlap, and each must happen before the next. They never block
 * and never throw.
 */
public interface ClientSession {

  /**
   * The client sent a message. If it is not JSON in UTF-8, the engine answers with an error.
   *
   * @param text the whole message; the engine does not use the buffer after the call
   */
  void receive(ByteBuffer text);

  /** The connection's queue was above {@link #lowWaterMark()}, and is below it now. */
  void drained();

  /**
   * The length of the queue at which {@link #drained()} is to be called.
   *
   * @return a number of pending bytes
   */
  long lowWaterMark();

  /**
   * The connection is closed. This is called once, and no other method after it.
   *
   * @param code the WebSocket close code (RFC 6455, section 7.4), 1006 if there was no close frame
   */
  void closed(int code);
}

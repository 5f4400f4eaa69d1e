package dev.chatengine.transport.ws.loop;

import dev.chatengine.limit.TokenBucket;
import dev.chatengine.transport.ws.frame.Codec;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.InvalidDataException;
import org.jspecify.annotations.Nullable;

/**
 * The control frames of one connection: bounds how many the client may send, answers them, and
 * knows when to send a ping. Used on the connection's event loop only.
 *
 * <p>One pong at a time is queued; of the pings that come meanwhile, the last is answered.
 */
final class ControlFrames {
  private static final int CLOSE_OPCODE = 8;

  private final Connection connection;
  private final Codec codec;
  private final BooleanSupplier permits;
  private final long pingAfter;
  private long lastPing;

  /** The ticket of the pong that was queued last. */
  private long queuedPong;

  private byte @Nullable [] nextPong;

  /**
   * Makes one for a new connection.
   *
   * @param permits takes a permit for a frame that the session never sees; false if there is none
   */
  ControlFrames(
      Connection connection, Codec codec, BooleanSupplier permits, long pingInterval, long now) {
    this.connection = connection;
    this.codec = codec;
    this.permits = permits;
    pingAfter = pingAfter(pingInterval);
    lastPing = now;
  }

  /** Permits for one connection: takes one, or is false if the client has sent too many frames. */
  static BooleanSupplier permits(EventLoop loop, long now) {
    TokenBucket tokens = new TokenBucket(loop.options().controlFrames(), now);
    return () -> tokens.tryTake(1, loop.now()) == 0;
  }

  /**
   * After how long a silence one client is pinged: the ping interval, or up to a quarter less. The
   * time is random for each client, so that clients that connect together are not pinged together.
   */
  static long pingAfter(long pingInterval) {
    return pingInterval - ThreadLocalRandom.current().nextLong(pingInterval / 4);
  }

  /** Takes a permit for a frame that only costs; false if the client has sent too many of them. */
  boolean takePermit() {
    return permits.getAsBoolean();
  }

  /**
   * Receives a control frame as it came, masked.
   *
   * @return false to read no further
   */
  boolean receive(byte[] bytes, int from, int to) {
    boolean isClose = (bytes[from] & 0x0f) == CLOSE_OPCODE;
    if (!isClose && !takePermit()) {
      connection.closeFlooder();
      return false;
    }
    Codec.Control control;
    try {
      control = codec.decode(bytes, from, to);
    } catch (InvalidDataException e) {
      connection.violation(e.getCloseCode(), "control frame");
      if (isClose) {
        // A bad close frame is the client's last frame, too.
        connection.closeFrameReceived();
      }
      return false;
    }
    if (control.opcode() == Opcode.PING && connection.isOpen()) {
      nextPong = control.payload();
      sendPong();
    } else if (control.opcode() == Opcode.CLOSING) {
      connection.echoClose(control.closeCode());
      return false;
    }
    return true;
  }

  /** Answers the last ping, if it has not been answered, once the pong before it is written. */
  void sendPong() {
    byte[] payload = nextPong;
    boolean waits = payload != null && !connection.queue.isWritten(queuedPong);
    if (payload != null && !waits) {
      nextPong = null;
      queuedPong = connection.enqueueEncoded(codec.pong(payload));
    }
    connection.setPongWaiting(waits);
  }

  /**
   * Sends a ping if it is time to.
   *
   * @param silence for how long nothing has come from the client
   */
  void pingIfDue(long now, long silence) {
    if (silence >= pingAfter && now - lastPing >= pingAfter) {
      lastPing = now;
      connection.enqueueEncoded(codec.ping());
    }
  }
}

package dev.chatengine.transport.ws.loop;

import dev.chatengine.limit.TokenBucket;
import dev.chatengine.transport.ws.frame.Codec;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.InvalidDataException;
import org.jspecify.annotations.Nullable;

/**
 * The control frames of one connection: limits those of the client, answers them, and sends pings.
 * Used on the connection's event loop only.
 *
 * <p>At most one pong is queued; of the pings that come meanwhile, the last is answered.
 */
final class ControlFrames {
  private static final int CLOSE_OPCODE = 8;

  private final Connection connection;
  private final Codec codec;
  private final BooleanSupplier permits;
  private final long pingAfter;
  private long lastPing;

  /** The ticket of the last queued pong. */
  private long queuedPong;

  private byte @Nullable [] nextPong;

  /**
   * Makes one for a new connection.
   *
   * @param permits takes a permit for a frame that the session never sees; false if none is left
   */
  ControlFrames(
      Connection connection, Codec codec, BooleanSupplier permits, long pingInterval, long now) {
    this.connection = connection;
    this.codec = codec;
    this.permits = permits;
    pingAfter = pingAfter(pingInterval);
    lastPing = now;
  }

  /** The permits of one connection: takes one; false if the client has sent too many frames. */
  static BooleanSupplier permits(EventLoop loop, long now) {
    TokenBucket tokens = new TokenBucket(loop.options().controlFrames(), now);
    return () -> tokens.tryTake(1, loop.now()) == 0;
  }

  /**
   * The silence after which a client gets a ping: the ping interval, or up to a quarter less. It is
   * random for each client, so that clients that connect together are not pinged together.
   */
  static long pingAfter(long pingInterval) {
    return pingInterval - ThreadLocalRandom.current().nextLong(pingInterval / 4);
  }

  /** Takes a permit for a frame that the session never sees; false if none is left. */
  boolean takePermit() {
    return permits.getAsBoolean();
  }

  /**
   * Receives a control frame, still masked.
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
        // An invalid close frame is the client's last frame, too.
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

  /** Answers the last unanswered ping, once the pong before it is written. */
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
   * Sends a ping if due.
   *
   * @param silence the time since the client's last bytes
   */
  void pingIfDue(long now, long silence) {
    if (silence >= pingAfter && now - lastPing >= pingAfter) {
      lastPing = now;
      connection.enqueueEncoded(codec.ping());
    }
  }
}

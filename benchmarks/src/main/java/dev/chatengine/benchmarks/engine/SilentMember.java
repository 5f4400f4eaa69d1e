package dev.chatengine.benchmarks.engine;

import dev.chatengine.ChatEngine;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The cheapest possible client without a network: it keeps the last frames and counts them.
 * Enqueued frames are pending until they are flushed, as with a transport.
 *
 * <p>Except {@link #received()}, it is used by one thread at a time: the thread of the lane of its
 * only room.
 */
final class SilentMember implements ClientConnection {
  private static final int KEPT = 16;

  /** The confirmation, the history, and the list of members. */
  private static final int FRAMES_ON_JOINING = 3;

  private final OutboundFrame[] frames = new OutboundFrame[KEPT];
  private final ClientSession session;
  private boolean closed;
  private final AtomicLong received = new AtomicLong();
  private long pending;

  SilentMember(ChatEngine engine, String name) {
    session = engine.connect(ConnectionRequest.builder("127.0.0.1").build(), this);
    send("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
  }

  /** Joins a room. When this returns, all members have been notified. */
  void join(String room) {
    long before = received();
    send("{\"type\":\"join_room\",\"room\":\"" + room + "\"}");
    await(before + FRAMES_ON_JOINING);
  }

  void leave(String room) {
    long before = received();
    send("{\"type\":\"leave_room\",\"room\":\"" + room + "\"}");
    await(before + 1);
  }

  /** Waits for a total number of frames: another thread may be working on the room's lane. */
  void await(long frames) {
    while (received() < frames) {
      Thread.onSpinWait();
    }
  }

  private void send(String frame) {
    send(StandardCharsets.UTF_8.encode(frame));
  }

  /** Sends the content of a buffer, without changing its position. */
  void send(ByteBuffer frame) {
    if (closed) {
      throw new IllegalStateException("the engine has closed a member's connection");
    }
    session.receive(frame.duplicate());
  }

  /** How many frames it has received. Any thread. */
  long received() {
    return received.get();
  }

  @Override
  public void enqueue(OutboundFrame frame) {
    long before = received.getPlain();
    frames[(int) before & (KEPT - 1)] = frame;
    pending += frame.size();
    // There is one writer at a time, so the counter need not be atomic.
    received.setRelease(before + 1);
  }

  @Override
  public void flush() {
    pending = 0;
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  @Override
  public void close(CloseCode code, String reason) {
    closed = true;
    session.closed(code.code());
  }
}

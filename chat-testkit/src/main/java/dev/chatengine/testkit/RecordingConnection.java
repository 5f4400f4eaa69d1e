package dev.chatengine.testkit;

import dev.chatengine.ChatEngine;
import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client without a network. It records the frames of the engine, and a test sends through it.
 *
 * <p>It reads flushed frames at once. After {@link #stall()} they stay queued and count as pending.
 * Safe for use by several threads.
 */
public final class RecordingConnection implements ClientConnection {
  /** The assumed cost of a frame in addition to its payload, in bytes. */
  private static final int FRAMING = 4;

  /**
   * The close code of a connection that was lost without a close frame (RFC 6455, section 7.4.1).
   */
  private static final int ABNORMAL = 1006;

  private final Executor callbacks;
  private final List<String> frames = new ArrayList<>();
  private final Queue<OutboundFrame> queued = new ArrayDeque<>();
  private @Nullable ClientSession session;
  private @Nullable CloseCode closeCode;
  private String closeReason = "";
  private long pendingBytes;

  /** The number of queued frames that the engine has flushed. */
  private int flushed;

  private boolean wasAboveMark;
  private boolean stalled;
  private boolean closed;
  private int taken;

  private RecordingConnection(Executor callbacks) {
    this.callbacks = callbacks;
  }

  /**
   * Connects a client.
   *
   * @param engine the engine
   * @param request the request of the client
   * @param callbacks runs the notifications that the connection is drained or closed; {@link
   *     ManualScheduler#execute} in a test with a virtual clock
   * @return the client
   */
  public static RecordingConnection connect(
      ChatEngine engine, ConnectionRequest request, Executor callbacks) {
    return connect(connection -> engine.connect(request, connection), callbacks);
  }

  /**
   * Connects a client that was admitted.
   *
   * @param engine the engine
   * @param admission the decision of the engine
   * @param callbacks see {@link #connect(ChatEngine, ConnectionRequest, Executor)}
   * @return the client
   */
  public static RecordingConnection connect(
      ChatEngine engine, Admission admission, Executor callbacks) {
    return connect(connection -> engine.connect(admission, connection), callbacks);
  }

  private static RecordingConnection connect(
      Function<RecordingConnection, ClientSession> engine, Executor callbacks) {
    RecordingConnection connection = new RecordingConnection(callbacks);
    ClientSession session = engine.apply(connection);
    boolean closedMeanwhile;
    synchronized (connection) {
      connection.session = session;
      closedMeanwhile = connection.closed;
    }
    if (closedMeanwhile) {
      connection.notifyClosed(Objects.requireNonNull(connection.closeCode()).code());
    }
    return connection;
  }

  /**
   * Connects a client from the local address, without a token.
   *
   * @param engine the engine
   * @param callbacks see {@link #connect(ChatEngine, ConnectionRequest, Executor)}
   * @return the client
   */
  public static RecordingConnection connect(ChatEngine engine, Executor callbacks) {
    return connect(engine, ConnectionRequest.builder("127.0.0.1").build(), callbacks);
  }

  // ---- the client's side

  /**
   * Sends a frame.
   *
   * @param json the text
   */
  public void send(String json) {
    ClientSession current = session();
    if (!isClosed()) {
      current.receive(StandardCharsets.UTF_8.encode(json));
    }
  }

  /** Loses the connection without a close frame. */
  public void disconnect() {
    disconnect(ABNORMAL);
  }

  /**
   * Closes the connection, as the client or a proxy does.
   *
   * @param code the close code that the engine receives, 1000 to 4999
   */
  public void disconnect(int code) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    notifyClosed(code);
  }

  /** Stops reading: frames that the engine sends from now on stay queued. */
  public synchronized void stall() {
    stalled = true;
  }

  /** Reads all queued frames, and reads later frames at once again. */
  public void unstall() {
    synchronized (this) {
      stalled = false;
    }
    read(Integer.MAX_VALUE);
  }

  /**
   * Reads some of the queued and flushed frames, as a slow client does. For a client that is
   * {@linkplain #stall stalled}.
   *
   * @param count the largest number of frames to read
   */
  public void read(int count) {
    ClientSession notified;
    synchronized (this) {
      int reading = Math.min(count, flushed);
      for (int i = 0; i < reading; i++) {
        OutboundFrame frame = queued.remove();
        frames.add(text(frame));
        pendingBytes -= frame.size() + FRAMING;
      }
      flushed -= reading;
      notified = closed ? null : session;
      if (notified == null || !wasAboveMark || pendingBytes >= notified.lowWaterMark()) {
        return;
      }
      wasAboveMark = false;
    }
    callbacks.execute(notified::drained);
  }

  /**
   * All frames read so far.
   *
   * @return the texts in their order
   */
  public synchronized List<String> frames() {
    return List.copyOf(frames);
  }

  /**
   * The frames read since the last call of this method.
   *
   * @return the texts in their order
   */
  public synchronized List<String> takeFrames() {
    List<String> fresh = List.copyOf(frames.subList(taken, frames.size()));
    taken = frames.size();
    return fresh;
  }

  /**
   * The code with which the engine closed the connection.
   *
   * @return null if the engine did not close it
   */
  public synchronized @Nullable CloseCode closeCode() {
    return closeCode;
  }

  /**
   * The reason with which the engine closed the connection.
   *
   * @return empty if the engine did not close it
   */
  public synchronized String closeReason() {
    return closeReason;
  }

  /**
   * Whether the engine or the client has closed the connection.
   *
   * @return true once it is
   */
  public synchronized boolean isClosed() {
    return closed;
  }

  // ---- the engine's side

  @Override
  public synchronized void enqueue(OutboundFrame frame) {
    if (closed) {
      return;
    }
    queued.add(frame);
    pendingBytes += frame.size() + FRAMING;
    ClientSession current = session;
    if (current != null && pendingBytes > current.lowWaterMark()) {
      wasAboveMark = true;
    }
  }

  @Override
  public void flush() {
    boolean reading;
    synchronized (this) {
      flushed = queued.size();
      reading = !stalled;
    }
    if (reading) {
      read(Integer.MAX_VALUE);
    }
  }

  /**
   * Whether the engine has flushed all frames that it enqueued, as it must before its task ends.
   *
   * @return false if a frame is left
   */
  public synchronized boolean isFlushed() {
    return flushed == queued.size();
  }

  @Override
  public synchronized long pendingBytes() {
    return pendingBytes;
  }

  @Override
  public void close(CloseCode code, String reason) {
    boolean connected;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (code != CloseCode.SLOW_CONSUMER && code != CloseCode.FLOODING) {
        flush();
      }
      closed = true;
      closeCode = code;
      closeReason = reason;
      connected = session != null;
    }
    if (connected) {
      notifyClosed(code.code());
    }
  }

  private void notifyClosed(int code) {
    ClientSession current = session();
    callbacks.execute(() -> current.closed(code));
  }

  private synchronized ClientSession session() {
    ClientSession current = session;
    if (current == null) {
      throw new IllegalStateException("the client is not connected yet");
    }
    return current;
  }

  private static String text(OutboundFrame frame) {
    return StandardCharsets.UTF_8.decode(frame.payload()).toString();
  }
}

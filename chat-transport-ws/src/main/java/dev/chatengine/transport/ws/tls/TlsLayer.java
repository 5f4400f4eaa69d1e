package dev.chatengine.transport.ws.tls;

import dev.chatengine.transport.ws.socket.NotTlsException;
import dev.chatengine.transport.ws.socket.SocketLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and decrypts bytes with TLS. It uses the loop's buffers, so that an idle connection has
 * none: it keeps only an incomplete record and records that the socket has refused.
 *
 * <p>The costly tasks of a handshake run on other threads; meanwhile nothing is read from the
 * socket. Renegotiation is refused and records without data are limited, because a client could
 * send them without end and each costs time.
 */
public final class TlsLayer implements SocketLayer {
  /** A handshake takes a few kilobytes. */
  private static final int MAX_HANDSHAKE_BYTES = 64 * 1024;

  /** A whole record, with its overhead. */
  private static final int RECORD_BYTES = 17 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TlsServer server;
  private final TlsBuffers buffers;
  private final BooleanSupplier emptyRecords;
  private final Runnable onTaskDone;

  /** Made with the first byte: a connection that sends nothing costs none. */
  private @Nullable SSLEngine engine;

  private boolean established;
  private boolean finishing;
  private int handshakeBytes;

  /** Received, not decrypted yet. */
  private byte @Nullable [] rest;

  private int restLength;

  /** Encrypted, refused by the socket. */
  private @Nullable ByteBuffer refused;

  private boolean waiting;
  private volatile boolean released;

  /**
   * Makes one for a socket that has just been accepted.
   *
   * @param emptyRecords takes a permit for a record without data after the handshake; false if none
   *     is left
   * @param onTaskDone called on another thread when {@link #isWaiting} ends
   */
  TlsLayer(
      TlsServer server, TlsBuffers buffers, BooleanSupplier emptyRecords, Runnable onTaskDone) {
    this.server = server;
    this.buffers = buffers;
    this.emptyRecords = emptyRecords;
    this.onTaskDone = onTaskDone;
  }

  // Reading.

  @Override
  public int read(SocketChannel channel, ByteBuffer target) throws IOException {
    if (waiting) {
      return 0;
    }
    ByteBuffer in = buffers.in();
    if (rest != null) {
      in.put(rest, 0, restLength);
    }
    int count = channel.read(in);
    in.flip();
    if (!established) {
      handshakeBytes += Math.max(0, count);
      if (handshakeBytes > MAX_HANDSHAKE_BYTES) {
        throw new SSLException("the handshake is too long");
      }
    }
    if (engine == null && in.hasRemaining()) {
      // A TLS record never begins with a letter, and every HTTP request does.
      byte first = in.get(0);
      if (first >= 'A' && first <= 'Z') {
        throw new NotTlsException();
      }
      engine = server.newEngine();
      engine.beginHandshake();
    }
    int before = target.position();
    boolean ended = engine != null && decrypt(channel, engine, in, target);
    keep(in);
    int decrypted = target.position() - before;
    if (decrypted > 0) {
      return decrypted;
    }
    return ended || (count < 0 && !waiting) ? -1 : 0;
  }

  /**
   * Decrypts all whole records, and continues the handshake.
   *
   * @return whether the client has ended its output
   */
  private boolean decrypt(SocketChannel channel, SSLEngine engine, ByteBuffer in, ByteBuffer target)
      throws IOException {
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_WRAP) {
        answer(channel, engine);
        status = engine.getHandshakeStatus();
      }
      if (status == HandshakeStatus.NEED_TASK) {
        runTask(engine);
        return false;
      }
      if (status == HandshakeStatus.NOT_HANDSHAKING) {
        established = true;
      }
      if (engine.isInboundDone()) {
        return true;
      }
      boolean counts = established;
      SSLEngineResult result = engine.unwrap(in, target);
      if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
        return false;
      }
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        // Cannot happen: the buffers are large enough.
        throw new SSLException("a record does not fit");
      }
      if (result.bytesProduced() == 0) {
        if (result.bytesConsumed() == 0) {
          // The engine waits for something that this side cannot provide.
          return engine.isInboundDone();
        }
        if (counts) {
          emptyRecord(result);
        }
      }
    }
  }

  private void emptyRecord(SSLEngineResult result) throws SSLException {
    if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
      throw new SSLException("the client asks for another handshake");
    }
    if (result.getStatus() != Status.CLOSED && !emptyRecords.getAsBoolean()) {
      throw new SSLException("too many records without data");
    }
  }

  private void keep(ByteBuffer in) throws SSLException {
    restLength = in.remaining();
    if (restLength == 0) {
      rest = null;
      return;
    }
    if (restLength > RECORD_BYTES && waiting) {
      // No client needs that much before the answer, and many could wait for theirs.
      throw new SSLException("too much before the handshake is done");
    }
    if (rest == null || rest.length < restLength) {
      // Doubles, so that bytes that arrive in pieces are rarely copied.
      rest = new byte[Math.max(restLength, Math.min(2 * restLength, RECORD_BYTES))];
    }
    in.get(rest, 0, restLength);
  }

  // The handshake.

  private void runTask(SSLEngine engine) throws SSLException {
    Runnable first = engine.getDelegatedTask();
    if (first == null) {
      throw new SSLException("the handshake cannot go on");
    }
    server.runTask(
        () -> {
          try {
            // If the client has gone meanwhile, no more work is done.
            for (Runnable task = first;
                task != null && !released;
                task = engine.getDelegatedTask()) {
              task.run();
            }
          } finally {
            onTaskDone.run();
          }
        });
    // Not too late: the notification comes through the mailbox of this loop.
    waiting = true;
  }

  @Override
  public boolean isWaiting() {
    return waiting;
  }

  @Override
  public void resume() {
    waiting = false;
  }

  /** Writes the output of the handshake, a change of keys or the end. */
  private void answer(SocketChannel channel, SSLEngine engine) throws IOException {
    ByteBuffer out = buffers.out();
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        || (finishing && !engine.isOutboundDone())) {
      if (out.remaining() < engine.getSession().getPacketBufferSize()) {
        send(channel, out);
        out.clear();
      }
      SSLEngineResult result = engine.wrap(NOTHING, out);
      if (result.bytesProduced() == 0 && result.getHandshakeStatus() != HandshakeStatus.FINISHED) {
        // There is no more output, or the handshake waits for a step.
        break;
      }
    }
    send(channel, out);
  }

  // Writing.

  @Override
  public int write(SocketChannel channel, ByteBuffer source) throws IOException {
    SSLEngine encrypting = engine;
    if (encrypting == null || !flush(channel)) {
      return 0;
    }
    int offered = source.remaining();
    int record = encrypting.getSession().getPacketBufferSize();
    while (refused == null && source.hasRemaining()) {
      ByteBuffer out = buffers.out();
      while (source.hasRemaining() && out.remaining() >= record) {
        SSLEngineResult result = encrypting.wrap(source, out);
        if (result.getStatus() != Status.OK) {
          throw new ClosedChannelException();
        }
      }
      send(channel, out);
    }
    return offered - source.remaining();
  }

  /** Writes a buffer to the socket after earlier refused bytes, or keeps it. */
  private void send(SocketChannel channel, ByteBuffer out) throws IOException {
    out.flip();
    if (refused == null) {
      channel.write(out);
    }
    if (out.hasRemaining()) {
      ByteBuffer more = ByteBuffer.allocate(held() + out.remaining());
      if (refused != null) {
        more.put(refused);
      }
      refused = more.put(out).flip();
    }
  }

  @Override
  public boolean flush(SocketChannel channel) throws IOException {
    ByteBuffer next = refused;
    if (next != null) {
      channel.write(next);
      if (next.hasRemaining()) {
        return false;
      }
      refused = null;
    }
    return true;
  }

  @Override
  public int held() {
    ByteBuffer next = refused;
    return next == null ? 0 : next.remaining();
  }

  // The end.

  @Override
  public boolean finish(SocketChannel channel) throws IOException {
    SSLEngine ending = engine;
    if (ending != null && !waiting && !finishing) {
      finishing = true;
      ending.closeOutbound();
      try {
        answer(channel, ending);
      } catch (SSLException e) {
        // The failure of a task comes first; the alert for it follows.
        answer(channel, ending);
      }
    }
    return flush(channel);
  }

  @Override
  public void release() {
    released = true;
    engine = null;
    rest = null;
    refused = null;
  }

  @Override
  public String toString() {
    return "TlsLayer["
        + (established ? "established" : "handshake")
        + ", "
        + held()
        + " bytes held]";
  }
}

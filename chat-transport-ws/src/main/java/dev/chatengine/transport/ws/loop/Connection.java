package dev.chatengine.transport.ws.loop;

import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.transport.ws.frame.FrameReader;
import dev.chatengine.transport.ws.frame.OutboundQueue;
import dev.chatengine.transport.ws.handshake.HttpResponses;
import dev.chatengine.transport.ws.handshake.OpeningHandshake;
import dev.chatengine.transport.ws.handshake.ResponseEncoder;
import dev.chatengine.transport.ws.http.HttpResponse;
import dev.chatengine.transport.ws.socket.NotTlsException;
import dev.chatengine.transport.ws.socket.PlainLayer;
import dev.chatengine.transport.ws.socket.SocketLayers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection, from its first byte to its last. Everything happens on its event loop,
 * except calls of {@link ClientConnection} on other threads: these use the loop's mailbox.
 *
 * <p>Phases: HEAD (see {@link OpeningHandshake}), OPEN, CLOSING (see {@link ClosingHandshake}),
 * CLOSED. A plain HTTP request and a refused upgrade go from HEAD to CLOSING. The fields of this
 * class serve the phase OPEN.
 */
final class Connection extends LoopSocket
    implements ClientConnection, FrameReader.Sink, OpeningHandshake.Outcome {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** Smaller fragments are counted; the limit of a message bounds larger ones. */
  private static final int LARGE_FRAGMENT = 1_024;

  /** A call of {@link #close} on another thread. */
  private record CloseRequest(CloseCode code, String reason) {}

  private final EventLoop loop;
  private final FrameReader frames;
  private final ControlFrames controlFrames;

  /** The counted address; null until a proxy has named the client. */
  private @Nullable InetAddress counted;

  /** In the phase HEAD only. */
  private @Nullable OpeningHandshake handshake;

  private @Nullable ClientSession session;

  /** Whether a ping of the client is still unanswered. */
  private boolean pongWaiting;

  /** Whether the layer can be read again. */
  private boolean tlsTaskDone;

  Connection(
      EventLoop loop,
      SocketChannel channel,
      SocketLayers layers,
      InetAddress peer,
      @Nullable InetAddress counted,
      long now) {
    super(channel, loop.options(), now);
    this.loop = loop;
    this.counted = counted;
    BooleanSupplier permits = ControlFrames.permits(loop, now);
    setLayer(layers.open(permits, () -> loop.tlsTaskDone(this)));
    controlFrames = new ControlFrames(this, loop.codec(), permits, options.pingInterval(), now);
    frames = new FrameReader(this, options.maxMessageBytes());
    handshake =
        new OpeningHandshake(loop.handshakes(), peer, this, now + options.handshakeTimeout());
  }

  // Any thread.

  @Override
  public void enqueue(OutboundFrame frame) {
    if (loop.isCurrent()) {
      // Frames that other threads enqueued before this call must stay before this frame.
      loop.drainMailbox();
      if (isOpen()) {
        queue.add(frame);
        queue.count(OutboundQueue.framedSize(frame));
        scheduleFlush();
      }
    } else if (isOpen()) {
      queue.countForeign(OutboundQueue.framedSize(frame));
      loop.mail(this, frame);
    }
  }

  @Override
  public void flush() {
    // On the loop's own thread, enqueue has scheduled it.
    if (!loop.isCurrent()) {
      loop.handOver();
    }
  }

  @Override
  public long pendingBytes() {
    return queue.pendingBytes();
  }

  @Override
  public void close(CloseCode code, String reason) {
    CloseRequest request = new CloseRequest(code, reason);
    if (loop.isCurrent()) {
      loop.drainMailbox();
      close(request);
    } else if (isOpen()) {
      loop.mail(this, request);
      loop.handOver();
    }
  }

  @Override
  public void decided(OpeningHandshake.Decision decision) {
    loop.mail(this, decision);
    loop.handOver();
  }

  // The loop's thread only, from here on.

  @Override
  long now() {
    return loop.now();
  }

  @Override
  void requestTurn(boolean first) {
    loop.scheduleFlush(this, first);
  }

  /** Receives an item of the mailbox. */
  void receive(Object item) {
    if (item instanceof OutboundFrame frame) {
      if (isOpen()) {
        queue.add(frame);
        scheduleFlush();
      } else {
        queue.count(-OutboundQueue.framedSize(frame));
      }
    } else if (item instanceof CloseRequest request) {
      close(request);
    } else if (item == EventLoop.TLS_TASK_DONE && phase() != Phase.CLOSED) {
      // Not read at once: another connection's bytes may be in the read buffer.
      tlsTaskDone = true;
      scheduleFlush();
    } else if (item instanceof OpeningHandshake.Decision decision && handshake != null) {
      handshake.receive(decision);
      scheduleFlush();
    }
  }

  // Reading.

  @Override
  void read() {
    if (phase() == Phase.CLOSED) {
      return;
    }
    ByteBuffer buffer = loop.readBuffer();
    int count;
    try {
      count = readInto(buffer);
    } catch (NotTlsException e) {
      setLayer(PlainLayer.INSTANCE);
      respond(HttpResponse.text(400, "This port speaks TLS: https or wss\n"), true);
      return;
    } catch (SSLException e) {
      tlsFailed(e);
      return;
    } catch (IOException e) {
      terminate();
      return;
    }
    settle();
    if (count < 0) {
      endOfInput();
    } else if (count > 0) {
      received();
      receivedBytes(loop.readArray(), count);
    }
  }

  /** The client broke TLS: it gets only the alert for that. */
  private void tlsFailed(SSLException e) {
    log.debug("closing a connection whose TLS failed: {}", e.getMessage());
    if (phase() == Phase.CLOSING) {
      terminate();
      return;
    }
    queue.count(-queue.clear());
    handshake = null;
    enterClosing(ClosingHandshake.NO_CLOSE_FRAME, options.closeTimeout()).discardInput();
    finishIfWritten();
  }

  private void receivedBytes(byte[] bytes, int count) {
    if (!discardsInput()) {
      OpeningHandshake opening = handshake;
      readFrames(bytes, opening == null ? 0 : opening.read(bytes, count), count);
    }
  }

  private void readFrames(byte[] bytes, int from, int to) {
    if (handshake == null && !discardsInput() && from < to && !frames.read(bytes, from, to)) {
      discardInput();
    }
  }

  @Override
  public boolean message(byte[] bytes, int from, int to) {
    ClientSession receiver = session;
    if (receiver == null || !isOpen()) {
      // The server has begun to close: messages before the client's close frame are dropped.
      return true;
    }
    try {
      receiver.receive(loop.view(bytes, from, to));
    } catch (Throwable e) {
      // Errors, too: no input of a client may end the loop.
      sessionFailed(e);
      return false;
    }
    return true;
  }

  private void sessionFailed(Throwable cause) {
    loop.failed(cause);
    violation(CloseCode.INTERNAL_ERROR.code(), "internal error");
  }

  @Override
  public boolean fragment(int payloadBytes) {
    if (payloadBytes >= LARGE_FRAGMENT || controlFrames.takePermit()) {
      return true;
    }
    closeFlooder();
    return false;
  }

  @Override
  public boolean control(byte[] bytes, int from, int to) {
    return controlFrames.receive(bytes, from, to);
  }

  /** The client has sent too many frames that the session never sees. */
  void closeFlooder() {
    close(new CloseRequest(CloseCode.FLOODING, "too many control frames or fragments"));
  }

  void setPongWaiting(boolean pongWaiting) {
    this.pongWaiting = pongWaiting;
  }

  @Override
  public void violation(int code, String reason) {
    log.debug("closing a connection with {}: {}", code, reason);
    beginClose(code, reason);
    discardInput();
  }

  // Opening.

  @Override
  public boolean assignAddress(InetAddress client) {
    if (counted != null) {
      return true;
    }
    if (!loop.limits().tryAssign(client)) {
      return false;
    }
    counted = client;
    return true;
  }

  @Override
  public void upgrade(byte[] response, Admission admission) {
    handshake = null;
    open();
    enqueueEncoded(response);
    try {
      ClientSession connected = loop.connector().connect(admission, this);
      queue.setLowWaterMark(connected.lowWaterMark());
      session = connected;
      loop.sessionOpened();
    } catch (Throwable e) {
      loop.failed(e);
      // Nothing has been written yet, so an HTTP answer is still possible.
      loop.drainMailbox();
      queue.count(-queue.clear());
      respond(HttpResponses.internalError(), true);
    }
  }

  @Override
  public void respond(HttpResponse response, boolean withBody) {
    // A page may be large and the network slow.
    handshake = null;
    enterClosing(ClosingHandshake.NO_CLOSE_FRAME, options.idleTimeout()).discardInput();
    enqueueEncoded(ResponseEncoder.encode(response, withBody));
  }

  /** Continues the handshake if it has been decided, and reads what the client sent meanwhile. */
  private void resumeHandshake() {
    OpeningHandshake opening = handshake;
    if (opening != null) {
      byte[] early = opening.resume();
      readFrames(early, 0, early.length);
    }
  }

  // Closing.

  private void close(CloseRequest request) {
    if (!isOpen()) {
      return;
    }
    CloseCode code = request.code();
    if (code == CloseCode.SLOW_CONSUMER || code == CloseCode.FLOODING) {
      queue.count(-queue.dropUnstarted());
    }
    beginClose(code.code(), request.reason());
    if (code == CloseCode.FLOODING) {
      // The client may continue to flood.
      discardInput();
    }
  }

  /** The loop stops: queued frames are written, and the client can connect to another node. */
  void shutDown() {
    if (phase() == Phase.HEAD) {
      terminate();
    } else {
      close(new CloseRequest(CloseCode.RESTARTING, "server stopping"));
    }
  }

  private void beginClose(int code, String reason) {
    if (isOpen()) {
      enterClosing(code, options.closeTimeout());
      enqueueEncoded(loop.codec().close(code, reason));
    }
  }

  /** The client has sent a close frame, its last frame. */
  void echoClose(int code) {
    beginClose(code, "");
    closeFrameReceived();
    finishIfWritten();
  }

  @Override
  void ended(int code) {
    handshake = null;
    frames.release();
    loop.closed(this, counted);
    ClientSession closed = session;
    session = null;
    if (closed != null) {
      loop.sessionClosed();
      try {
        closed.closed(code);
      } catch (Throwable e) {
        loop.failed(e);
      }
    }
  }

  // Writing.

  /** Takes its turn: continues what waited for other threads, and writes queued bytes. */
  void takeTurn(ByteBuffer buffer) {
    beginTurn();
    if (tlsTaskDone) {
      tlsTaskDone = false;
      layer().resume();
      read();
    }
    resumeHandshake();
    if (phase() == Phase.CLOSED || queue.isBlocked()) {
      return;
    }
    try {
      write(buffer);
    } catch (IOException e) {
      terminate();
      return;
    }
    if (pongWaiting && isOpen()) {
      controlFrames.sendPong();
    }
    if (queue.takeDrained()) {
      drained();
    }
    finishIfWritten();
  }

  /** Frames that the session enqueues now are written in the next round, after other clients. */
  private void drained() {
    ClientSession waiting = session;
    if (waiting == null || !isOpen()) {
      return;
    }
    try {
      waiting.drained();
    } catch (Throwable e) {
      sessionFailed(e);
    }
  }

  // Time.

  /** Called now and then: ends what takes too long, and pings a silent client. */
  void checkTime(long now) {
    if (isOpen()) {
      checkAlive(now);
    } else if (handshake == null) {
      terminateIfOverdue(now);
    } else if (handshake.expire(now)) {
      terminate();
    }
  }

  private void checkAlive(long now) {
    long idleTimeout = options.idleTimeout();
    if (silence(now) >= idleTimeout || isStalled(now, idleTimeout)) {
      terminate();
    } else {
      controlFrames.pingIfDue(now, silence(now));
    }
  }

  /** Excludes the client's address, which only the host may log. */
  @Override
  public String toString() {
    return "Connection[" + phase() + ", " + queue.pendingBytes() + " bytes pending]";
  }
}

package dev.chatengine.transport.ws.loop;

import dev.chatengine.limit.TokenBucket;
import dev.chatengine.spi.Admission;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.ClientSession;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.transport.ws.frame.Codec;
import dev.chatengine.transport.ws.frame.FrameReader;
import dev.chatengine.transport.ws.frame.OutboundQueue;
import dev.chatengine.transport.ws.handshake.HttpResponses;
import dev.chatengine.transport.ws.handshake.OpeningHandshake;
import dev.chatengine.transport.ws.handshake.ResponseEncoder;
import dev.chatengine.transport.ws.http.HttpResponse;
import dev.chatengine.transport.ws.socket.NotTlsException;
import dev.chatengine.transport.ws.socket.PlainLayer;
import dev.chatengine.transport.ws.socket.SocketLayer;
import dev.chatengine.transport.ws.socket.SocketLayers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.java_websocket.enums.Opcode;
import org.java_websocket.exceptions.InvalidDataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket, from its first byte to its last. Everything happens on its event loop, but
 * for what {@link ClientConnection} allows to all threads: that goes through the loop's mailbox.
 *
 * <p>HEAD → OPEN → CLOSING → CLOSED. A plain HTTP request and a refused upgrade go from HEAD to
 * CLOSING. In CLOSING what is queued goes out, the client gets a bounded time to take part, and
 * nothing new is taken from either side.
 */
public final class Connection
    implements ClientConnection, FrameReader.Sink, OpeningHandshake.Outcome {
  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  /** A connection writes at most this much before it is the next one's turn. */
  private static final int MAX_BYTES_PER_TURN = 1 << 20;

  private static final int NO_CLOSE_FRAME = 1006;
  private static final int CLOSE_OPCODE = 8;

  /** Fragments of this size are as few as the limit of a message lets them be. */
  private static final int LARGE_FRAGMENT = 1_024;

  /** So much is read of what nobody looks at, to find a client's end behind it; then no more. */
  private static final int MAX_DISCARDED = 256 * 1024;

  /** The same of a message that is too large, behind which its sender may see that it is closed. */
  private static final int MAX_DISCARDED_OF_MESSAGE = 16 * 1024 * 1024;

  private static final int MESSAGE_TOO_LARGE = 1009;

  enum Phase {
    HEAD,
    OPEN,
    CLOSING,
    CLOSED
  }

  private final EventLoop loop;
  private final SocketChannel channel;
  private final OutboundQueue queue = new OutboundQueue();
  private final FrameReader frames;
  private final BooleanSupplier controlFramePermits;

  /** The address by which it is counted; null as long as a proxy has yet to tell it. */
  private @Nullable InetAddress counted;

  private SocketLayer wire;
  private @Nullable OpeningHandshake handshake;
  private @Nullable SelectionKey key;

  /** What the key is registered for. */
  private int interest = SelectionKey.OP_READ;

  private @Nullable ClientSession session;

  private volatile Phase phase = Phase.HEAD;

  private int closeCode = NO_CLOSE_FRAME;

  /** No byte of the client's is looked at any more. */
  private boolean deaf;

  private int discarded;

  private boolean closeFrameReceived;
  private boolean inputEnded;

  /** All of ours has been written and our half of the connection shut. */
  private boolean outputShut;

  /** What the wire holds, as it was counted last. */
  private int held;

  /** The socket took less than it was offered; it says when it takes more. */
  private boolean writeBlocked;

  /** The wire has what it waited for, and can be read from again. */
  private boolean computed;

  /** Waits for its turn to be flushed. */
  private boolean dirty;

  private long lastReceived;
  private long lastProgress;
  private long lastPing;
  private final long pingAfter;
  private long deadline;

  /** The pong that is on its way, and the payload of the one after it. */
  private long pongTicket;

  private byte @Nullable [] nextPong;

  /** Where it stands in the loop's list. */
  private int index;

  Connection(
      EventLoop loop,
      SocketChannel channel,
      SocketLayers wires,
      InetAddress peer,
      @Nullable InetAddress counted,
      long now) {
    this.loop = loop;
    this.channel = channel;
    this.counted = counted;
    TokenBucket controlFrames = new TokenBucket(loop.options().controlFrames(), now);
    controlFramePermits = () -> controlFrames.tryTake(1, loop.now()) == 0;
    wire = wires.open(controlFramePermits, () -> loop.computed(this));
    frames = new FrameReader(this, loop.options().maxMessageBytes());
    handshake =
        new OpeningHandshake(
            loop.handshakes(), peer, this, now + loop.options().handshakeTimeout());
    lastReceived = now;
    lastPing = now;
    pingAfter = pingAfter(loop.options().pingInterval());
    lastProgress = now;
  }

  /**
   * After how long a silence one client is pinged: the ping interval, or up to a quarter less,
   * differently for each, so that those who came together are not all pinged together.
   */
  static long pingAfter(long pingInterval) {
    return pingInterval - ThreadLocalRandom.current().nextLong(pingInterval / 4);
  }

  // Any thread.

  @Override
  public void enqueue(OutboundFrame frame) {
    if (loop.isCurrent()) {
      // What came from other threads before this call, by way of the mailbox, stays before it.
      loop.drainMailbox();
      enqueueInLoop(frame);
    } else if (phase == Phase.OPEN) {
      queue.countForeign(OutboundQueue.framedSize(frame));
      loop.mail(this, frame);
    }
  }

  @Override
  public void flush() {
    // On the loop's own thread, enqueue has seen to it.
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
    } else if (phase == Phase.OPEN) {
      loop.mail(this, request);
      loop.handOver();
    }
  }

  /** What {@link #close} asked for on another thread. */
  record CloseRequest(CloseCode code, String reason) {}

  // The loop's thread only, from here on.

  Phase phase() {
    return phase;
  }

  int index() {
    return index;
  }

  void setIndex(int index) {
    this.index = index;
  }

  SocketChannel channel() {
    return channel;
  }

  void registered(SelectionKey key) {
    this.key = key;
  }

  /** An item of the mailbox. */
  void receive(Object item) {
    if (item instanceof OutboundFrame frame) {
      if (phase == Phase.OPEN) {
        queue.add(frame);
        markDirty();
      } else {
        queue.count(-OutboundQueue.framedSize(frame));
      }
    } else if (item instanceof CloseRequest request) {
      close(request);
    } else if (item == EventLoop.COMPUTED && phase != Phase.CLOSED) {
      // Not read at once: the mailbox may be emptied while another connection's bytes are read.
      computed = true;
      markDirty();
    } else if (item instanceof OpeningHandshake.Decision decision && handshake != null) {
      handshake.receive(decision);
      markDirty();
    }
  }

  private void enqueueInLoop(OutboundFrame frame) {
    if (phase != Phase.OPEN) {
      return;
    }
    queue.add(frame);
    queue.count(OutboundQueue.framedSize(frame));
    markDirty();
  }

  private long enqueueEncoded(byte[] encoded) {
    queue.count(encoded.length);
    long ticket = queue.add(encoded);
    markDirty();
    return ticket;
  }

  private void markDirty() {
    boolean first = !dirty;
    if (first) {
      dirty = true;
      if (!writeBlocked) {
        lastProgress = loop.now();
      }
    }
    loop.touched(this, first);
  }

  void ready(int operations) {
    if ((operations & SelectionKey.OP_READ) != 0) {
      read();
    }
    if ((operations & SelectionKey.OP_WRITE) != 0 && writeBlocked && phase != Phase.CLOSED) {
      writeBlocked = false;
      markDirty();
    }
  }

  // Reading.

  private void read() {
    if (phase == Phase.CLOSED) {
      return;
    }
    ByteBuffer buffer = loop.readBuffer();
    int count;
    try {
      count = deaf ? channel.read(buffer) : wire.read(channel, buffer);
    } catch (NotTlsException e) {
      wire = PlainLayer.INSTANCE;
      respond(HttpResponse.text(400, "This port speaks TLS: https or wss\n"), true);
      return;
    } catch (SSLException e) {
      wireBroken(e);
      return;
    } catch (IOException e) {
      terminate(closeCode);
      return;
    }
    countHeld(0);
    if (deaf && count > 0) {
      discarded += count;
    }
    updateInterest();
    if (count < 0) {
      endOfInput();
    } else if (count > 0) {
      lastReceived = loop.now();
      received(loop.readArray(), count);
    }
  }

  /** The client broke TLS: nothing can be said to it any more but that. */
  private void wireBroken(SSLException e) {
    log.debug("closing a connection whose TLS failed: {}", e.getMessage());
    if (phase == Phase.CLOSING) {
      terminate(closeCode);
      return;
    }
    queue.count(-queue.clear());
    deaf = true;
    enterClosing(NO_CLOSE_FRAME);
    finishIfWritten();
  }

  private boolean hasDiscardedEnough() {
    return discarded > (closeCode == MESSAGE_TOO_LARGE ? MAX_DISCARDED_OF_MESSAGE : MAX_DISCARDED);
  }

  private void received(byte[] bytes, int count) {
    if (!deaf) {
      OpeningHandshake opening = handshake;
      readFrames(bytes, opening == null ? 0 : opening.read(bytes, count), count);
    }
  }

  private void readFrames(byte[] bytes, int from, int to) {
    if (handshake == null && !deaf && from < to && !frames.read(bytes, from, to)) {
      deaf = true;
    }
  }

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

  /** Called on any thread. */
  @Override
  public void decided(OpeningHandshake.Decision decision) {
    loop.mail(this, decision);
    loop.handOver();
  }

  @Override
  public void upgrade(byte[] answer, Admission admission) {
    handshake = null;
    phase = Phase.OPEN;
    enqueueEncoded(answer);
    try {
      ClientSession connected = loop.connector().connect(admission, this);
      queue.setLowWaterMark(connected.lowWaterMark());
      session = connected;
      loop.sessionOpened();
    } catch (Throwable e) {
      loop.failed(e);
      // Nothing has been written yet, so the client can still be told in HTTP.
      loop.drainMailbox();
      queue.count(-queue.clear());
      respond(HttpResponses.internalError(), true);
    }
  }

  @Override
  public boolean message(byte[] bytes, int from, int to) {
    ClientSession receiver = session;
    if (receiver == null || phase != Phase.OPEN) {
      // Closed by us; what the client had already sent is dropped, up to its close frame.
      return true;
    }
    try {
      receiver.receive(loop.view(bytes, from, to));
    } catch (Throwable e) {
      // An Error too: a client must not be able to end the loop by what it sends.
      loop.failed(e);
      violation(1011, "internal error");
      return false;
    }
    return true;
  }

  @Override
  public boolean fragment(int payloadBytes) {
    return payloadBytes >= LARGE_FRAGMENT || mayGoOn();
  }

  /** Counts what only costs; one that sends too much of it is closed. */
  private boolean mayGoOn() {
    if (controlFramePermits.getAsBoolean()) {
      return true;
    }
    close(new CloseRequest(CloseCode.FLOODING, "too many control frames or fragments"));
    return false;
  }

  @Override
  public boolean control(byte[] bytes, int from, int to) {
    if ((bytes[from] & 0x0f) != CLOSE_OPCODE && !mayGoOn()) {
      return false;
    }
    Codec.Control control;
    try {
      control = loop.codec().decode(bytes, from, to);
    } catch (InvalidDataException e) {
      // Also a bad close frame is the client's last.
      closeFrameReceived = (bytes[from] & 0x0f) == CLOSE_OPCODE;
      violation(e.getCloseCode(), "control frame");
      return false;
    }
    if (control.opcode() == Opcode.PING) {
      ping(control.payload());
    } else if (control.opcode() == Opcode.CLOSING) {
      closeFrameReceived = true;
      beginClose(control.closeCode(), "");
      finishIfWritten();
      return false;
    }
    return true;
  }

  /** One pong at a time is queued; of the pings that come meanwhile the last one is answered. */
  private void ping(byte[] payload) {
    if (phase != Phase.OPEN) {
      return;
    }
    if (queue.isWritten(pongTicket)) {
      pongTicket = enqueueEncoded(loop.codec().pong(payload));
    } else {
      nextPong = payload;
    }
  }

  @Override
  public void violation(int code, String reason) {
    deaf = true;
    log.debug("closing a connection with {}: {}", code, reason);
    beginClose(code, reason);
  }

  /** The client has shut its half. It may still read what it asked for. */
  private void endOfInput() {
    inputEnded = true;
    if (phase == Phase.CLOSING && (!queue.isEmpty() || wire.held() > 0)) {
      deaf = true;
      updateInterest();
    } else {
      terminate(closeCode);
    }
  }

  // Closing.

  private void close(CloseRequest request) {
    if (phase != Phase.OPEN) {
      return;
    }
    if (request.code() == CloseCode.SLOW_CONSUMER || request.code() == CloseCode.FLOODING) {
      queue.count(-queue.dropUnstarted());
    }
    if (request.code() == CloseCode.FLOODING) {
      // It may well go on: what it sends is not even decrypted any more.
      deaf = true;
    }
    beginClose(request.code().code(), request.reason());
  }

  /** The loop is to end: what is queued goes out, clients are sent elsewhere. */
  void shutDown() {
    if (phase == Phase.HEAD) {
      terminate(NO_CLOSE_FRAME);
    } else {
      close(new CloseRequest(CloseCode.RESTARTING, "server stopping"));
    }
  }

  private void beginClose(int code, String reason) {
    if (phase != Phase.OPEN) {
      return;
    }
    enterClosing(code);
    enqueueEncoded(loop.codec().close(code, reason));
  }

  @Override
  public void respond(HttpResponse response, boolean withBody) {
    enterClosing(NO_CLOSE_FRAME);
    deaf = true;
    // A page may be large, and the way to the client slow.
    deadline = loop.now() + loop.options().idleTimeout();
    enqueueEncoded(ResponseEncoder.encode(response, withBody));
  }

  private void enterClosing(int code) {
    closeCode = code;
    phase = Phase.CLOSING;
    handshake = null;
    nextPong = null;
    deadline = loop.now() + loop.options().closeTimeout();
  }

  /** Goes on with closing once everything has been written. */
  private void finishIfWritten() {
    if (phase != Phase.CLOSING || !queue.isEmpty() || outputShut) {
      return;
    }
    boolean over = closeFrameReceived || inputEnded;
    if ((!over && !deaf) || !finishWire()) {
      return;
    }
    if (over) {
      terminate(closeCode);
    } else {
      // Closing at once would reset the connection if the client is still sending, and it might
      // lose the answer. So: an end of ours, and its end waited for.
      outputShut = true;
      long linger = loop.now() + loop.options().closeTimeout();
      if (linger - deadline < 0) {
        deadline = linger;
      }
      try {
        channel.shutdownOutput();
      } catch (IOException e) {
        terminate(closeCode);
      }
    }
  }

  /** True once what the protocol below says at its end has gone, too. */
  private boolean finishWire() {
    boolean finished;
    try {
      finished = wire.finish(channel);
    } catch (IOException e) {
      terminate(closeCode);
      return false;
    }
    countHeld(0);
    updateInterest();
    return finished;
  }

  /** The end of its time, with the code that the client has been told, if any. */
  void terminateLate() {
    terminate(closeCode);
  }

  /** The end of the socket, whatever it was doing. */
  void terminate(int code) {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.CLOSED;
    if (key != null) {
      key.cancel();
    }
    try (channel) {
      if (!queue.isEmpty() || !wire.finish(channel)) {
        // The kernel would hold what it has for minutes otherwise, for somebody who does not read.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      // It is gone either way.
    }
    queue.count(-queue.clear() - held);
    held = 0;
    wire.release();
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

  /** Goes on where it waited for a computation, and writes what is queued, as far as it goes. */
  void flushNow(ByteBuffer buffer) {
    dirty = false;
    if (computed) {
      computed = false;
      wire.resume();
      read();
    }
    goOnWithHandshake();
    if (phase == Phase.CLOSED || writeBlocked) {
      return;
    }
    int total = 0;
    boolean blocked;
    try {
      blocked = !wire.flush(channel);
      while (!blocked && !queue.isEmpty()) {
        if (total >= MAX_BYTES_PER_TURN) {
          markDirty();
          break;
        }
        buffer.clear();
        queue.fill(buffer);
        buffer.flip();
        int offered = buffer.remaining();
        int taken = wire.write(channel, buffer);
        queue.advance(taken);
        total += taken;
        blocked = taken < offered || wire.held() > 0;
      }
    } catch (IOException e) {
      queue.countWritten(total);
      terminate(closeCode);
      return;
    }
    writeBlocked = blocked;
    countHeld(total);
    updateInterest();
    byte[] pong = nextPong;
    if (pong != null && queue.isWritten(pongTicket)) {
      nextPong = null;
      pongTicket = enqueueEncoded(loop.codec().pong(pong));
    }
    if (queue.takeDrained()) {
      drained();
    }
    finishIfWritten();
  }

  /** Does what has been decided, and takes up what the client has sent meanwhile. */
  private void goOnWithHandshake() {
    OpeningHandshake opening = handshake;
    if (opening != null) {
      byte[] early = opening.resume();
      readFrames(early, 0, early.length);
    }
  }

  /**
   * What the wire took over from the queue is still pending as long as it holds it.
   *
   * @param taken how much it took over since this was called last
   */
  private void countHeld(int taken) {
    int now = wire.held();
    long written = (long) taken + held - now;
    held = now;
    if (now > 0) {
      writeBlocked = true;
    }
    if (written > 0) {
      lastProgress = loop.now();
    }
    if (written != 0) {
      queue.countWritten(written);
    }
  }

  /** What it enqueues goes out in the next round: one connection does not hold up the others. */
  private void drained() {
    ClientSession waiting = session;
    if (waiting == null || phase != Phase.OPEN) {
      return;
    }
    try {
      waiting.drained();
    } catch (Throwable e) {
      loop.failed(e);
      violation(1011, "internal error");
    }
  }

  private void updateInterest() {
    SelectionKey registered = key;
    if (registered != null && phase != Phase.CLOSED) {
      int operations =
          (inputEnded || wire.isWaiting() || hasDiscardedEnough() ? 0 : SelectionKey.OP_READ)
              | (writeBlocked ? SelectionKey.OP_WRITE : 0);
      if (interest != operations) {
        interest = operations;
        registered.interestOps(operations);
      }
    }
  }

  // Time.

  /** Called every now and then: whatever takes too long ends here. */
  void checkTime(long now) {
    LoopOptions options = loop.options();
    switch (phase) {
      case HEAD -> {
        OpeningHandshake opening = handshake;
        if (opening == null || opening.expire(now)) {
          terminate(closeCode);
        }
      }
      case CLOSING -> {
        if (now - deadline >= 0) {
          terminate(closeCode);
        }
      }
      case OPEN -> {
        boolean stalled = writeBlocked && now - lastProgress >= options.idleTimeout();
        if (stalled || now - lastReceived >= options.idleTimeout()) {
          terminate(NO_CLOSE_FRAME);
        } else if (now - lastReceived >= pingAfter && now - lastPing >= pingAfter) {
          lastPing = now;
          enqueueEncoded(loop.codec().ping());
        }
      }
      case CLOSED -> {}
    }
  }

  /** Says nothing about the client, whose address is for the host to log or not. */
  @Override
  public String toString() {
    return "Connection[" + phase + ", " + queue.pendingBytes() + " bytes pending]";
  }
}

package dev.chatengine.transport.ws.loop;

import dev.chatengine.transport.ws.frame.Codec;
import dev.chatengine.transport.ws.handshake.Connector;
import dev.chatengine.transport.ws.handshake.HandshakeContext;
import dev.chatengine.transport.ws.handshake.HttpResponses;
import dev.chatengine.transport.ws.limit.ConnectionLimits;
import dev.chatengine.transport.ws.limit.RateLimitedLog;
import dev.chatengine.transport.ws.mailbox.Mail;
import dev.chatengine.transport.ws.mailbox.Mailbox;
import dev.chatengine.transport.ws.mailbox.Outbox;
import dev.chatengine.transport.ws.mailbox.Outboxes;
import dev.chatengine.transport.ws.socket.SocketLayer;
import dev.chatengine.transport.ws.socket.SocketLayers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that serves its share of the connections: reads, calls the sessions, and writes.
 *
 * <p>It works in rounds: waits for sockets or mail, reads, then flushes each connection with new
 * frames once. So all of a connection's frames of one round are one write, the costly operation.
 *
 * <p>Other threads put items into the mailbox and wake the loop if it sleeps. The loop sets a flag,
 * checks the mailbox once more, and only then sleeps; a thread checks the flag after putting
 * something in. So no wake-up is lost, and a busy loop needs none.
 */
public final class EventLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
  private static final int WRITE_BYTES = 128 * 1024;
  private static final int INITIAL_LIST = 64;

  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;

  /** Tells a connection that the task of its layer is done. */
  static final Object TLS_TASK_DONE = new Object();

  /** Tells the loop to register a connection. */
  private static final Object REGISTER = new Object();

  private final LoopOptions options;
  private final Connector connector;
  private final ConnectionLimits limits;
  private final SocketLayers layers;
  private final RateLimitedLog failures;
  private final AtomicInteger sessions;
  private final Codec codec;
  private final HandshakeContext handshakes;
  private final Selector selector;
  private final Thread thread;

  private final Mailbox<Connection> mailbox = new Mailbox<>();
  private final Outboxes<Connection> outboxes = new Outboxes<>(mailbox);
  private final AtomicInteger sleep = new AtomicInteger(AWAKE);
  private volatile boolean stopping;
  private volatile long stopDeadline;
  private volatile int load;

  private final ByteBuffer readBuffer = ByteBuffer.allocate(SocketLayer.READ_BYTES);
  private final ByteBuffer view = readBuffer.duplicate();
  private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(WRITE_BYTES);
  private @Nullable Connection[] connections = new Connection[INITIAL_LIST];
  private int count;
  private final FlushTurns<Connection> flushes = new FlushTurns<>();
  private long now = System.nanoTime();
  private boolean clockRead;
  private final long tick;
  private long nextTick = now;
  private boolean shuttingDown;

  public EventLoop(
      String name,
      LoopOptions options,
      Connector connector,
      ConnectionLimits limits,
      HttpResponses http,
      SocketLayers layers,
      RateLimitedLog failures,
      AtomicInteger sessions)
      throws IOException {
    this.options = options;
    this.connector = connector;
    this.limits = limits;
    this.layers = layers;
    this.failures = failures;
    this.sessions = sessions;
    codec = new Codec(options.subprotocols());
    handshakes =
        new HandshakeContext(
            options.maxHeadBytes(), options.trustedProxies(), http, codec, connector, failures);
    tick = tick(options);
    selector = Selector.open();
    thread = new Thread(this, name);
  }

  /** The interval of time checks: fine enough for the shortest of the times. */
  private static long tick(LoopOptions options) {
    long shortest =
        Math.min(
            Math.min(options.handshakeTimeout(), options.closeTimeout()),
            Math.min(options.pingInterval(), options.idleTimeout()));
    return Math.max(5_000_000L, shortest / 8);
  }

  // Any thread.

  public void start() {
    thread.start();
  }

  /** For a loop that was never started. */
  public void discard() {
    try {
      selector.close();
    } catch (IOException e) {
      log.debug("closing a selector", e);
    }
  }

  public Thread thread() {
    return thread;
  }

  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** The number of its connections, to find the loop with the fewest. */
  int load() {
    return load;
  }

  /**
   * Takes over a socket that has just been accepted.
   *
   * @param counted the counted address, if known already
   */
  void adopt(SocketChannel channel, InetAddress peer, @Nullable InetAddress counted) {
    mail(new Connection(this, channel, layers, peer, counted, System.nanoTime()), REGISTER);
    handOver();
  }

  /** The task of a connection's layer is done. */
  void tlsTaskDone(Connection connection) {
    mail(connection, TLS_TASK_DONE);
    handOver();
  }

  /** Adds an item for a connection to this thread's outbox. */
  void mail(Connection connection, Object item) {
    Outbox<Connection> outbox = outboxes.ofThisThread();
    if (outbox != null) {
      outbox.add(connection, item);
    }
  }

  /** Hands over this thread's items, and wakes the loop if it sleeps. */
  void handOver() {
    Outbox<Connection> outbox = outboxes.ofThisThread();
    if (outbox != null) {
      outbox.handOver();
    }
    wake();
  }

  private void wake() {
    if (sleep.get() == ASLEEP && sleep.compareAndSet(ASLEEP, AWAKE)) {
      selector.wakeup();
    }
  }

  /** Closes every connection, and ends once all are closed or at the deadline. */
  public void stop(long deadlineNanos) {
    stopDeadline = deadlineNanos;
    stopping = true;
    wake();
  }

  // The loop's thread only, from here on.

  @Override
  public void run() {
    while (!shuttingDown || count > 0) {
      try {
        round();
      } catch (Throwable e) {
        // Any failure: other connections must still be served.
        failed(e);
      }
    }
    outboxes.end();
    // Also releases the file descriptors of the last connections.
    discard();
  }

  private void round() throws IOException {
    select();
    drainMailbox();
    flushes.round(this::flush);
    if (stopping) {
      shutDown();
    }
    if (now - nextTick >= 0) {
      nextTick = now + tick;
      for (int i = count - 1; i >= 0; i--) {
        // Backwards: the last connection replaces one that ends here, and it has been checked.
        Connection connection = connections[i];
        if (connection != null) {
          connection.checkTime(now);
        }
      }
    }
  }

  private void select() throws IOException {
    clockRead = false;
    if (!flushes.isEmpty()) {
      selector.selectNow(this::handle);
    } else {
      sleep.set(ASLEEP);
      if (!mailbox.isEmpty() || (stopping && !shuttingDown)) {
        sleep.set(AWAKE);
        selector.selectNow(this::handle);
      } else {
        selector.select(this::handle, longestWait());
        sleep.set(AWAKE);
      }
    }
    readClock();
  }

  /** In milliseconds, 0 for no limit: without connections there are no times to check. */
  private long longestWait() {
    if (count == 0) {
      return 0;
    }
    long until = shuttingDown ? Math.min(nextTick - now, stopDeadline - now) : nextTick - now;
    return Math.max(1, until / 1_000_000 + 1);
  }

  /** Once in a round, after the wait. */
  private void readClock() {
    if (!clockRead) {
      clockRead = true;
      now = System.nanoTime();
      // A callback may have left the thread interrupted, which would close the next channel read.
      boolean interrupted = Thread.interrupted();
      if (interrupted) {
        log.debug("an interrupt was ignored");
      }
    }
  }

  private void handle(SelectionKey key) {
    readClock();
    Connection connection = (Connection) key.attachment();
    try {
      connection.ready(key.readyOps());
    } catch (Throwable e) {
      failed(e);
      connection.abort();
    }
    flushes.endCause();
  }

  /** Costs a volatile read if there is no mail. */
  void drainMailbox() {
    if (!mailbox.isEmpty()) {
      mailbox.drain(this::read);
    }
  }

  private void read(Mail<Connection> mail) {
    mail.readBy(this::deliver);
    flushes.endCause();
  }

  private void deliver(Connection connection, Object item) {
    try {
      if (item == REGISTER) {
        register(connection);
      } else {
        connection.receive(item);
      }
    } catch (Throwable e) {
      failed(e);
      connection.abort();
    }
  }

  private void register(Connection connection) {
    if (count == connections.length) {
      connections = Arrays.copyOf(connections, count * 2);
    }
    connection.setIndex(count);
    connections[count++] = connection;
    load = count;
    try {
      connection.registered(
          connection.channel.register(selector, SelectionKey.OP_READ, connection));
    } catch (IOException e) {
      // The client has closed the socket already.
      connection.abort();
    }
    if (shuttingDown) {
      connection.shutDown();
    }
  }

  void closed(Connection connection, @Nullable InetAddress counted) {
    Connection last = connections[--count];
    connections[count] = null;
    load = count;
    if (last != null && last != connection) {
      int index = connection.index();
      connections[index] = last;
      last.setIndex(index);
    }
    limits.release(counted);
  }

  /**
   * Gives a connection a turn.
   *
   * @param first whether it has no turn scheduled yet
   */
  void scheduleFlush(Connection connection, boolean first) {
    flushes.schedule(connection, first);
  }

  private void flush(Connection connection) {
    try {
      connection.takeTurn(writeBuffer);
    } catch (Throwable e) {
      failed(e);
      connection.abort();
    }
  }

  private void shutDown() {
    if (!shuttingDown) {
      shuttingDown = true;
      for (int i = count - 1; i >= 0; i--) {
        Connection connection = connections[i];
        if (connection != null) {
          connection.shutDown();
        }
      }
    }
    if (now - stopDeadline >= 0) {
      for (int i = count - 1; i >= 0; i--) {
        Connection connection = connections[i];
        if (connection != null) {
          connection.terminate();
        }
      }
    }
  }

  /** The cleared buffer for one read. */
  ByteBuffer readBuffer() {
    return readBuffer.clear();
  }

  byte[] readArray() {
    return readBuffer.array();
  }

  /** A buffer for a session; always the same object for the loop's own array. */
  ByteBuffer view(byte[] bytes, int from, int to) {
    if (bytes == readBuffer.array()) {
      return view.clear().limit(to).position(from);
    }
    return ByteBuffer.wrap(bytes, from, to - from);
  }

  /** Logs an exception of a callback or the loop itself. */
  void failed(Throwable cause) {
    failures.warn(cause);
  }

  void sessionOpened() {
    sessions.incrementAndGet();
  }

  void sessionClosed() {
    sessions.decrementAndGet();
  }

  long now() {
    return now;
  }

  LoopOptions options() {
    return options;
  }

  Connector connector() {
    return connector;
  }

  ConnectionLimits limits() {
    return limits;
  }

  HandshakeContext handshakes() {
    return handshakes;
  }

  Codec codec() {
    return codec;
  }
}

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
 * <p>It works in rounds: wait for sockets or for mail, read, then flush each connection for which
 * something was enqueued, once. So all frames that a connection got in a round go out with one
 * write; writes are what costs.
 *
 * <p>Other threads put items into the mailbox and wake the loop if it sleeps. The loop sets a flag,
 * looks into the mailbox once more, and only then sleeps; a thread looks at the flag after putting
 * something in. So no wake-up is lost, and none is paid for while the loop is busy.
 */
public final class EventLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(EventLoop.class);
  private static final int WRITE_BYTES = 128 * 1024;
  private static final int INITIAL_LIST = 64;

  private static final int AWAKE = 0;
  private static final int ASLEEP = 1;

  /** The item for a connection whose layer can go on after a task. */
  static final Object TLS_TASK_DONE = new Object();

  /** The item for a connection that has to be registered. */
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

  /** Often enough for the shortest of the times, and no oftener. */
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

  /** How many connections it serves, to find the one with the fewest. */
  int load() {
    return load;
  }

  /**
   * Takes over a socket that has just been accepted.
   *
   * @param counted the address by which it is counted, if it is known already
   */
  void adopt(SocketChannel channel, InetAddress peer, @Nullable InetAddress counted) {
    mail(new Connection(this, channel, layers, peer, counted, System.nanoTime()), REGISTER);
    handOver();
  }

  /** The task for which a connection's layer waited is done. */
  void tlsTaskDone(Connection connection) {
    mail(connection, TLS_TASK_DONE);
    handOver();
  }

  /** Puts something down for a connection, to be handed over. */
  void mail(Connection connection, Object item) {
    Outbox<Connection> outbox = outboxes.ofThisThread();
    if (outbox != null) {
      outbox.add(connection, item);
    }
  }

  /** Hands over what this thread has put down, and wakes the loop if it sleeps. */
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

  /** Closes every connection, and ends once all are closed or the deadline has come. */
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
        // Whatever it is, there are other connections to serve.
        failed(e);
      }
    }
    outboxes.end();
    // Lets go of the file descriptors of the last connections, too.
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
        // Backwards: a connection that ends here is replaced by the last, which has been checked.
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

  /** In milliseconds, 0 for no end: without connections there is nothing to look at. */
  private long longestWait() {
    if (count == 0) {
      return 0;
    }
    long until = shuttingDown ? Math.min(nextTick - now, stopDeadline - now) : nextTick - now;
    return Math.max(1, until / 1_000_000 + 1);
  }

  /** Once in a round, after the waiting. */
  private void readClock() {
    if (!clockRead) {
      clockRead = true;
      now = System.nanoTime();
      // A callback may have left its thread interrupted, which would close whatever is read next.
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
      // The client has closed it already.
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
   * @param first whether it does not wait for one already
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

  /** For what one connection reads; cleared. */
  ByteBuffer readBuffer() {
    return readBuffer.clear();
  }

  byte[] readArray() {
    return readBuffer.array();
  }

  /** A buffer for a session; for the loop's own array, always the same object. */
  ByteBuffer view(byte[] bytes, int from, int to) {
    if (bytes == readBuffer.array()) {
      return view.clear().limit(to).position(from);
    }
    return ByteBuffer.wrap(bytes, from, to - from);
  }

  /** Logs what a callback or the loop itself has thrown. */
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

package dev.chatengine.benchmarks.load.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All clients of a run, on the calling thread, with one selector. Writes are flushed once in each
 * round of the selector; buffers are shared, and no message allocates an object, so that the load
 * costs little compared with the server.
 */
public final class LoadClient implements AutoCloseable {
  /** Receives every frame that is not a chat message. */
  public interface Frames {
    /** A frame of this type has arrived. */
    void received(LoadConnection connection, FrameType type);
  }

  private static final int WRITTEN_AT_ONCE = 128 << 10;
  private static final long LOOKED_AT = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long QUIET = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int LOGINS_AT_ONCE = 200;
  private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

  private final InetSocketAddress server;
  private final Layout layout;
  private final boolean spin;
  private final Login login;
  private final ChatMessages messages;
  private final Verifier verifier;
  private final Measured measured = new Measured();
  private final Faults faults = new Faults();
  private final Selector selector;
  private final List<LoadConnection> connections = new ArrayList<>();
  private final Deque<LoadConnection> touched = new ArrayDeque<>();
  private final ReadBuffer in = new ReadBuffer();
  private final ByteBuffer through = ByteBuffer.allocateDirect(WRITTEN_AT_ONCE);

  // Made once, so that a lambda is not made in each round.
  private final Consumer<SelectionKey> onReady = this::ready;
  private final LoadConnection.Messages onText = this::text;
  private final Pace.Messages onDue = this::send;
  private final int[] sent;
  private @Nullable Pace pace;
  private Frames frames = (connection, type) -> {};
  private int ready;
  private long arrived;
  private long lastReceived = System.nanoTime();
  private long woken;

  /**
   * Makes a client without connections.
   *
   * @param login the steps by which connections join their rooms
   * @param payload the length of messages, in bytes
   * @param spin whether the thread never sleeps while messages are sent, so that the server's
   *     writes do not pay for waking it
   */
  public LoadClient(InetSocketAddress server, Layout layout, Login login, int payload, boolean spin)
      throws IOException {
    this.server = server;
    this.layout = layout;
    this.login = login;
    this.spin = spin;
    messages = new ChatMessages(layout, login, payload);
    verifier = new Verifier(layout);
    sent = new int[layout.seats()];
    selector = Selector.open();
  }

  public Measured measured() {
    return measured;
  }

  public Layout layout() {
    return layout;
  }

  public LoadConnection connection(int index) {
    return connections.get(index);
  }

  public void onFrames(Frames listener) {
    frames = listener;
  }

  /**
   * Opens all connections, a few at once.
   *
   * @throws IOException if a connection is not ready in this time, or is refused
   */
  public void connect(Duration timeout) throws IOException {
    Sources sources = Sources.forConnections(layout.connections());
    long end = System.nanoTime() + timeout.toNanos();
    while (ready < layout.connections()) {
      while (connections.size() < layout.connections()
          && connections.size() - ready < LOGINS_AT_ONCE) {
        int index = connections.size();
        connections.add(LoadConnection.open(index, selector, server, sources.of(index)));
      }
      if (!faults.causes().isEmpty()) {
        throw new IOException("connections were lost during the login: " + faults.causes());
      }
      if (System.nanoTime() - end > 0) {
        throw new IOException("connections are stuck: " + steps() + ", errors " + faults.errors());
      }
      round(System.nanoTime() + LOOKED_AT);
    }
  }

  private Map<Login.Step, Integer> steps() {
    Map<Login.Step, Integer> steps = new EnumMap<>(Login.Step.class);
    connections.forEach(connection -> steps.merge(connection.step, 1, Integer::sum));
    return steps;
  }

  /** Begins to send, or continues at another pace. */
  public void start(Pace newPace) throws IOException {
    pace = newPace;
    newPace.start(System.nanoTime());
    sendDue();
    flush();
  }

  /** Stops sending. */
  public void stop() {
    pace = null;
  }

  public void runFor(Duration time) throws IOException {
    runUntil(() -> false, time);
  }

  /**
   * Runs until a condition holds, which is checked in each round and every 20 ms.
   *
   * @return whether it held in time
   */
  public boolean runUntil(BooleanSupplier condition, Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      long now = System.nanoTime();
      if (now - end >= 0) {
        return false;
      }
      round(Math.min(end, now + LOOKED_AT));
    }
    return true;
  }

  /** Waits for the messages under way, at most for this time. */
  public void drain(Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    while (verifier.missing(sent) > 0 && System.nanoTime() - end < 0) {
      runFor(Duration.ofMillis(20));
    }
  }

  /**
   * Joins the first room with the first connections, if they have not joined by themselves, and
   * waits until each is notified of all.
   */
  public void join(int count) throws IOException {
    connections.subList(0, count).forEach(this::join);
    boolean in =
        runUntil(
            () -> connections.stream().allMatch(connection -> connection.joining == 0),
            Timing.LOGIN);
    if (!in || !settle()) {
      throw new IOException(
          "connections could not join: errors " + faults.errors() + ", lost " + faults.causes());
    }
  }

  /** Joins the first room with a connection. */
  public void join(LoadConnection connection) {
    login.join(connection, 0);
    touch(connection);
  }

  /** Leaves a connection's room. */
  public void leave(LoadConnection connection) {
    login.leave(connection);
    touch(connection);
  }

  /**
   * Waits until nothing has arrived for a while.
   *
   * @return whether that happened
   */
  public boolean settle() throws IOException {
    return runUntil(() -> System.nanoTime() - lastReceived > QUIET, Timing.LOGIN);
  }

  /** When the last frame arrived, by {@link System#nanoTime}. */
  public long lastReceived() {
    return lastReceived;
  }

  /** The faults so far; messages under way count as missing. */
  public Verification verification() {
    return faults.with(verifier, sent);
  }

  /** The causes of lost connections. */
  public Map<String, Long> lost() {
    return faults.causes();
  }

  /** One round: waits for work until this time at most, and does it. */
  private void round(long end) throws IOException {
    // Sends what was enqueued outside of a round.
    flush();
    long now = System.nanoTime();
    long wait = end - now;
    if (pace != null && pace.nextDue() != Long.MAX_VALUE) {
      wait = Math.min(wait, pace.nextDue() - now);
    }
    woken = 0;
    // A selector sleeps for whole milliseconds: for less, the thread stays awake.
    if ((pace != null && spin) || wait < MILLISECOND) {
      selector.selectNow(onReady);
    } else {
      selector.select(onReady, wait / MILLISECOND);
    }
    sendDue();
    flush();
    if (woken != 0) {
      measured.worked(System.nanoTime() - woken);
    }
  }

  private void ready(SelectionKey key) {
    if (woken == 0) {
      woken = System.nanoTime();
    }
    LoadConnection connection = (LoadConnection) key.attachment();
    try {
      if (connection.step == Login.Step.CONNECTING) {
        connection.upgrade(server);
        connection.step = Login.Step.GREETING;
        touch(connection);
        return;
      }
      if (key.isReadable()) {
        read(connection);
      }
      if (!connection.out().isEmpty()) {
        touch(connection);
      }
    } catch (IOException | CancelledKeyException e) {
      lost(connection, e);
    }
  }

  private void read(LoadConnection connection) throws IOException {
    arrived = 0;
    lastReceived = System.nanoTime();
    measured.read();
    connection.read(in, onText);
  }

  private void lost(LoadConnection connection, Exception cause) {
    String text = cause.getMessage();
    faults.lost(text == null ? cause.getClass().getSimpleName() : text);
    connection.close();
  }

  private void text(LoadConnection connection, byte[] bytes, int from, int length) {
    measured.frame(length);
    FrameType type = FrameType.of(bytes, from, length);
    switch (type) {
      case MESSAGE_RECEIVED -> message(connection, bytes, from, length);
      case USER_JOINED, USER_LEFT -> frames.received(connection, type);
      case ERROR -> faults.error(TopLevel.text(bytes, from, from + length, "message"));
      default -> {
        if (login.advance(connection, type)) {
          ready++;
        }
        frames.received(connection, type);
      }
    }
  }

  private void message(LoadConnection connection, byte[] bytes, int from, int length) {
    int content = messages.contentOf(bytes, from, length);
    if (content < 0) {
      faults.damaged();
      return;
    }
    if (arrived == 0) {
      arrived = System.nanoTime();
    }
    int sender = Content.sender(bytes, content);
    if (verifier.received(connection.index(), sender, Content.number(bytes, content))) {
      measured.delivered(arrived - Content.time(bytes, content));
      if (pace != null && layout.connectionOf(sender) == connection.index()) {
        pace.returned(sender);
      }
    }
  }

  private void sendDue() {
    if (pace != null) {
      pace.sendDue(System.nanoTime(), onDue);
    }
  }

  private void send(int seat, long time) {
    LoadConnection connection = connections.get(layout.connectionOf(seat));
    int number = sent[seat]++;
    if (connection.isOpen()) {
      messages.send(connection, seat, number, time);
      touch(connection);
    }
    measured.sent();
  }

  /** Flushes a connection at the end of the round. */
  private void touch(LoadConnection connection) {
    if (!connection.touched) {
      connection.touched = true;
      touched.add(connection);
    }
  }

  private void flush() {
    for (LoadConnection connection = touched.poll();
        connection != null;
        connection = touched.poll()) {
      connection.touched = false;
      if (!connection.isOpen()) {
        continue;
      }
      try {
        connection.flush(through);
      } catch (IOException | CancelledKeyException e) {
        lost(connection, e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    connections.forEach(LoadConnection::close);
    selector.close();
  }
}

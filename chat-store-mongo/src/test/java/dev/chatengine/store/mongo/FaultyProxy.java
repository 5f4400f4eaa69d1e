package dev.chatengine.store.mongo;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Stands between a client and its server and lets whole messages through, or does what a bad
 * network does.
 */
final class FaultyProxy implements AutoCloseable {
  /** What becomes of one request. */
  enum Fate {
    /** It arrives, and its answer does. */
    PASS,
    /** It never arrives; the connection breaks. */
    LOSE_REQUEST,
    /** It arrives; its answer does not, and the connection breaks. */
    LOSE_ANSWER,
    /** Its answer is the last thing that anybody hears: then all is cut. */
    LAST
  }

  private enum Mode {
    OPEN,
    /** Connections break and new ones are refused. */
    CUT,
    /** Everything stands still, and goes on once it is open again. */
    HELD
  }

  private final InetSocketAddress target;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool(FaultyProxy::daemon);
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final Object changed = new Object();
  private int held;
  private volatile Mode mode = Mode.OPEN;
  private volatile Function<String, Fate> fates = request -> Fate.PASS;

  FaultyProxy(InetSocketAddress target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "faulty-proxy");
    thread.setDaemon(true);
    return thread;
  }

  String uri() {
    return "mongodb://127.0.0.1:" + listener.getLocalPort() + "/?directConnection=true";
  }

  /** Decides over every request from now on, by its bytes as Latin-1. */
  void fates(Function<String, Fate> function) {
    fates = function;
  }

  /** Decides over the next request of a kind. */
  void fateOfNext(Predicate<String> kind, Fate fate) {
    Set<Boolean> done = ConcurrentHashMap.newKeySet();
    fates(request -> kind.test(request) && done.add(true) ? fate : Fate.PASS);
  }

  /** Whether a request inserts messages or amendments. */
  static boolean isInsert(String request) {
    return request.contains("\u0002insert\0");
  }

  /** Breaks what is connected and lets nothing connect. */
  void cut() {
    set(Mode.CUT);
    links.forEach(Link::close);
  }

  /** Lets everything wait, without a word. */
  void hold() {
    set(Mode.HELD);
  }

  /** Lets what waits go on, and what comes through. */
  void open() {
    set(Mode.OPEN);
  }

  /** How many connections there are through it. */
  int connections() {
    return links.size();
  }

  /** How many messages wait while it is held. */
  int held() {
    synchronized (changed) {
      return held;
    }
  }

  /** Ends the way to the client of every connection, and leaves the other way open. */
  void halfClose() {
    halfClose(true);
  }

  /** Ends the way to the client, or the one to the server, of every connection. */
  void halfClose(boolean toClient) {
    links.forEach(link -> link.halfClose(toClient));
  }

  private void set(Mode next) {
    synchronized (changed) {
      mode = next;
      changed.notifyAll();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (mode == Mode.CUT) {
          client.close();
        } else {
          Link link = new Link(client);
          links.add(link);
          link.start();
        }
      } catch (IOException e) {
        // Closed, or the server does not listen: then neither does the proxy, as it seems.
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    threads.shutdownNow();
  }

  private static byte[] message(DataInputStream in) throws IOException {
    byte[] header = new byte[4];
    in.readFully(header);
    int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt();
    byte[] message = new byte[length];
    System.arraycopy(header, 0, message, 0, 4);
    in.readFully(message, 4, length - 4);
    return message;
  }

  /** One connection, with one request under way at a time. */
  private final class Link {
    private final Socket client;
    private final Socket server = new Socket();
    private volatile Fate fate = Fate.PASS;

    Link(Socket client) throws IOException {
      this.client = client;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      try {
        server.connect(target);
      } catch (IOException e) {
        client.close();
        throw e;
      }
    }

    void start() {
      threads.execute(() -> pump(this::request));
      threads.execute(() -> pump(this::answer));
    }

    private void pump(Step step) {
      try {
        step.run();
      } catch (IOException | InterruptedException e) {
        close();
      }
    }

    private void request() throws IOException, InterruptedException {
      DataInputStream in = new DataInputStream(client.getInputStream());
      while (true) {
        byte[] message = message(in);
        awaitOpen();
        fate = fates.apply(new String(message, StandardCharsets.ISO_8859_1));
        if (fate == Fate.LOSE_REQUEST) {
          throw new EOFException("lost");
        }
        server.getOutputStream().write(message);
      }
    }

    private void answer() throws IOException, InterruptedException {
      DataInputStream in = new DataInputStream(server.getInputStream());
      while (true) {
        byte[] message = message(in);
        awaitOpen();
        Fate own = fate;
        if (own == Fate.LOSE_ANSWER) {
          throw new EOFException("lost");
        }
        if (own == Fate.LAST) {
          // Before the answer, so that whoever has it finds everything cut.
          set(Mode.CUT);
        }
        client.getOutputStream().write(message);
        if (own == Fate.LAST) {
          cut();
        }
      }
    }

    private void awaitOpen() throws InterruptedException, IOException {
      synchronized (changed) {
        held++;
        try {
          while (mode == Mode.HELD) {
            changed.wait();
          }
        } finally {
          held--;
        }
      }
      if (mode == Mode.CUT) {
        throw new EOFException("cut");
      }
    }

    void halfClose(boolean toClient) {
      try {
        (toClient ? client : server).shutdownOutput();
      } catch (IOException e) {
        close();
      }
    }

    void close() {
      links.remove(this);
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private interface Step {
    void run() throws IOException, InterruptedException;
  }
}

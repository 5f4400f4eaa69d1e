package dev.chatengine.bus.redis.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One node's way to Redis: it can be cut, lose what comes back, or take its time. */
final class RedisProxy implements AutoCloseable {
  private static final int BUFFER = 16 << 10;

  private final InetSocketAddress redis;
  private final ServerSocket server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService carrier = Executors.newSingleThreadScheduledExecutor();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean cut;
  private volatile boolean deaf;

  RedisProxy(InetSocketAddress redis) {
    this.redis = redis;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start("accept", this::accept);
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, "redis-proxy-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  String uri() {
    return "redis://127.0.0.1:" + server.getLocalPort();
  }

  /** Ends all connections and makes none. */
  void cut() {
    cut = true;
    links.forEach(Link::close);
  }

  /** What goes to Redis arrives, what comes back does not, and nobody is told. */
  void deafen() {
    deaf = true;
  }

  /** Redis ends each connection in its direction only, as a server does that has a fault. */
  void halfClose() {
    links.forEach(Link::halfClose);
  }

  /** Each byte takes so long, there and back. */
  void delay(Duration each) {
    delay = each;
  }

  /** All is well for new connections; those that are deaf are ended. */
  void restore() {
    boolean wasDeaf = deaf;
    cut = false;
    deaf = false;
    if (wasDeaf) {
      links.forEach(Link::close);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (cut) {
          client.close();
        } else {
          open(client);
        }
      } catch (IOException e) {
        // It is closed, or Redis is away: then so is this way to it.
      }
    }
  }

  private void open(Socket client) throws IOException {
    Socket behind = new Socket();
    try {
      behind.connect(redis, 1_000);
    } catch (IOException e) {
      client.close();
      throw e;
    }
    Link link = new Link(client, behind);
    links.add(link);
    start("to-redis", () -> link.carry(client, behind, false));
    start("to-client", () -> link.carry(behind, client, true));
    if (cut) {
      link.close();
    }
  }

  @Override
  public void close() {
    cut();
    carrier.shutdownNow();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection. */
  private final class Link {
    private final Socket client;
    private final Socket behind;

    Link(Socket client, Socket behind) {
      this.client = client;
      this.behind = behind;
    }

    void carry(Socket from, Socket to, boolean back) {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          if (back && deaf) {
            continue;
          }
          if (delay.isZero()) {
            to.getOutputStream().write(buffer, 0, count);
          } else {
            byte[] bytes = Arrays.copyOf(buffer, count);
            Future<?> unused =
                carrier.schedule(() -> write(to, bytes), delay.toNanos(), TimeUnit.NANOSECONDS);
          }
        }
      } catch (IOException e) {
        // Either side has ended it.
      }
      close();
    }

    private void write(Socket to, byte[] bytes) {
      try {
        to.getOutputStream().write(bytes);
      } catch (IOException e) {
        close();
      }
    }

    void halfClose() {
      try {
        client.shutdownOutput();
      } catch (IOException e) {
        close();
      }
    }

    void close() {
      links.remove(this);
      for (Socket socket : new Socket[] {client, behind}) {
        try {
          socket.close();
        } catch (IOException e) {
          // It is closed.
        }
      }
    }
  }
}

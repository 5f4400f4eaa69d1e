package dev.chatengine.bus.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Redis server as a process of its own, on a port that stays its own: it can be killed. */
public final class RedisProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final File executable;
  private final List<String> settings;
  private final Path directory;
  private final int port;
  private @Nullable Process process;

  /** Starts a server; settings are those of its command line, such as {@code --requirepass x}. */
  public RedisProcess(File executable, String... settings) {
    this.executable = executable;
    this.settings = List.of(settings);
    try {
      directory = Files.createTempDirectory("chat-redis");
      port = freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  private static int freePort() throws IOException {
    // In cluster mode the port 10,000 higher is taken too, so not one of the highest.
    for (int attempt = 0; ; attempt++) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (socket.getLocalPort() < 50_000 || attempt > 1_000) {
          return socket.getLocalPort();
        }
      }
    }
  }

  int port() {
    return port;
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Starts it on the same port, with what it has kept in files, if its settings say so, and returns
   * when it answers.
   */
  public void start() {
    List<String> command = new ArrayList<>(List.of(executable.getPath()));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", directory.toString()));
    command.addAll(settings);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    File log = directory.resolve("log").toFile();
    try {
      Process started =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      process = started;
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      while (!answers()) {
        if (!started.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "redis-server did not start: " + Files.readString(log.toPath()));
        }
        started.waitFor(20, TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether it answers anything at all, be it that it wants a password. */
  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), 1_000);
      socket.setSoTimeout(1_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      int first = socket.getInputStream().read();
      return first == '+' || first == '-';
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it without a word; what it held is lost. */
  public void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    process = null;
    try {
      running.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Stops it where it stands: connections stay, nothing answers. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on. */
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("the server does not run");
    }
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill has failed: " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try (var files = Files.walk(directory)) {
      files.sorted((a, b) -> b.compareTo(a)).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

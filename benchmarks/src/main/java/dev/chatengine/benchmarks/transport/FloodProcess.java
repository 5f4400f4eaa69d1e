package dev.chatengine.benchmarks.transport;

import dev.chatengine.benchmarks.process.ChildJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Fifty connections that flood a server, in a process of their own: 20 with messages, 10 with text
 * that is not JSON, 10 with pings, 10 with requests that never end. Each sends as fast as it can,
 * and reconnects when it is closed.
 */
final class FloodProcess implements AutoCloseable {
  private static final int FRAMES_AT_ONCE = 100;

  private final ChildJvm process;

  /** Starts the process, which does not flood yet. */
  FloodProcess(int port) throws IOException {
    process =
        new ChildJvm(
            List.of(),
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            FloodProcess.class,
            List.of(String.valueOf(port)));
  }

  /**
   * Begins to flood, or stops.
   *
   * @return the number of connections made so far
   */
  long flood(boolean on) throws IOException {
    return Long.parseLong(process.ask(on ? "on" : "off"));
  }

  @Override
  public void close() {
    process.close();
  }

  /**
   * The main method of the process.
   *
   * @param arguments the port
   * @throws Exception if standard input fails
   */
  public static void main(String[] arguments) throws Exception {
    Flood flood = new Flood(Integer.parseInt(arguments[0]));
    byte[] messages =
        many(0x81, "{\"type\":\"chat_message\",\"content\":\"The quick brown fox jumps\"}");
    for (int i = 0; i < 20; i++) {
      flood.start(i, messages);
    }
    for (int i = 20; i < 30; i++) {
      flood.start(i, many(0x81, "{\"type\":"));
    }
    for (int i = 30; i < 40; i++) {
      flood.start(i, many(0x89, ""));
    }
    for (int i = 40; i < 50; i++) {
      flood.start(i, null);
    }
    ChildJvm.answer(
        question -> {
          flood.on = question.equals("on");
          return flood.connections.sum();
        });
  }

  private static byte[] many(int first, String text) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 0; i < FRAMES_AT_ONCE; i++) {
      frames.writeBytes(ChatClient.frame(first, text));
    }
    return frames.toByteArray();
  }

  private static final class Flood {
    private final int port;
    private final LongAdder connections = new LongAdder();
    private volatile boolean on;

    Flood(int port) {
      this.port = port;
    }

    /** Starts a flooder of frames, or of requests that never end. */
    void start(int number, byte @Nullable [] frames) {
      Thread thread = new Thread(() -> run(number, frames), "flooder-" + number);
      thread.setDaemon(true);
      thread.start();
    }

    private void run(int number, byte @Nullable [] frames) {
      while (true) {
        if (on) {
          try {
            if (frames == null) {
              neverFinish();
            } else {
              send("flooder-" + number, frames);
            }
          } catch (IOException e) {
            // Closed or refused: connect again.
          }
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }

    private void send(String name, byte[] frames) throws IOException {
      connections.increment();
      ChatClient client = ChatClient.connect(port, Encryption.NONE, null);
      try {
        client.send("{\"type\":\"set_username\",\"username\":\"" + name + "\"}");
        client.send("{\"type\":\"join_room\",\"room\":\"" + FloodLatency.ROOM + "\"}");
        while (on) {
          client.write(frames);
        }
      } finally {
        client.close();
      }
    }

    private void neverFinish() throws IOException {
      connections.increment();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
        while (on) {
          // Byte by byte, until the server closes the connection.
          socket.getOutputStream().write('x');
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
      }
    }
  }
}

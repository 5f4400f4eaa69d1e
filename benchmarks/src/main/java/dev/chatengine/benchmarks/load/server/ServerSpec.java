package dev.chatengine.benchmarks.load.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * The server to measure: {@code engine}, {@code engine:2} with two loops, {@code java-websocket},
 * or {@code ws://host:port} for a running one.
 *
 * @param name the text of the option, and the name in reports
 */
public record ServerSpec(String name) {
  private static final String ENGINE = "engine";
  private static final String ENGINE_LOOPS = ENGINE + ':';
  private static final String JAVA_WEBSOCKET = "java-websocket";
  private static final String RUNNING = "ws://";

  public ServerSpec {
    if (!name.equals(ENGINE)
        && !name.matches(ENGINE_LOOPS + "[0-9]{1,3}")
        && !name.equals(JAVA_WEBSOCKET)
        && !name.startsWith(RUNNING)) {
      throw new IllegalArgumentException(
          "'"
              + name
              + "' is not a server: use engine, engine:LOOPS, java-websocket or"
              + " ws://HOST:PORT");
    }
  }

  /**
   * Starts the server, unless it runs already.
   *
   * @param pinning the processors
   * @param jvm the options of its JVM
   */
  public Server start(Pinning pinning, List<String> jvm) throws IOException {
    if (name.startsWith(RUNNING)) {
      URI uri = URI.create(name);
      return new RunningServer(new InetSocketAddress(uri.getHost(), uri.getPort()));
    }
    if (name.equals(JAVA_WEBSOCKET)) {
      return new ServerProcess(pinning.prefix(), jvm, JavaWebSocketServer.class, List.of());
    }
    List<String> loops =
        name.equals(ENGINE) ? List.of() : List.of(name.substring(ENGINE_LOOPS.length()));
    return new ServerProcess(pinning.prefix(), jvm, EngineServer.class, loops);
  }
}

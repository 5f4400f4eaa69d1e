package dev.chatengine.benchmarks.load.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/**
 * Which server is measured: {@code engine}, {@code engine:2} with two loops, {@code
 * java-websocket}, or {@code ws://host:port} for one that runs.
 *
 * @param name as it was given, and as reports call it
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
              + "' is no server: there are engine, engine:LOOPS, java-websocket and"
              + " ws://HOST:PORT");
    }
  }

  /**
   * Starts it, if it does not run already.
   *
   * @param pinning on which processors
   * @param jvm options of its JVM
   */
  public Server start(Pinning pinning, List<String> jvm) throws IOException {
    if (name.startsWith(RUNNING)) {
      URI uri = URI.create(name);
      return new RunningServer(new InetSocketAddress(uri.getHost(), uri.getPort()));
    }
    if (name.equals(JAVA_WEBSOCKET)) {
      return ServerProcess.start(pinning.prefix(), jvm, JavaWebSocketServer.class, List.of());
    }
    List<String> loops =
        name.equals(ENGINE) ? List.of() : List.of(name.substring(ENGINE_LOOPS.length()));
    return ServerProcess.start(pinning.prefix(), jvm, EngineServer.class, loops);
  }
}

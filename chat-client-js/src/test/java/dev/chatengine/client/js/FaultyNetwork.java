package dev.chatengine.client.js;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs the faulty proxy of the JavaScript tests as a program. */
final class FaultyNetwork implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final int port;

  FaultyNetwork(Node node, long seed, List<String> servers) {
    List<String> arguments =
        new ArrayList<>(List.of("src/test/js/network/faulty-proxy.js", Long.toString(seed)));
    arguments.addAll(servers);
    try {
      process =
          new ProcessBuilder(node.command(arguments.toArray(String[]::new)))
              .directory(Node.MODULE.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      output = process.inputReader(StandardCharsets.UTF_8);
      port = Integer.parseInt(output.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "ws://127.0.0.1:" + port + "/";
  }

  /** New connections have no faults from now on. */
  void heal() {
    try {
      OutputStream input = process.getOutputStream();
      input.write('\n');
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the program. @return how often each fault happened */
  String end() {
    try {
      process.getOutputStream().close();
      return String.valueOf(output.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}

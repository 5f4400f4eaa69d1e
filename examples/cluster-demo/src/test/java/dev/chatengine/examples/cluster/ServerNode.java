package dev.chatengine.examples.cluster;

import dev.chatengine.examples.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One node, as a process of its own. */
final class ServerNode implements AutoCloseable {
  private static final Pattern STARTED =
      Pattern.compile("Chat server listening on http://(\\S+:[0-9]+)/ .*");

  private final Process process;
  private final String address;

  ServerNode(EmbeddedServers servers) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--rate-limit",
                "off",
                "--mongo",
                servers.mongoUri(),
                "--redis",
                servers.redisUri())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    address = started(process.inputReader(StandardCharsets.UTF_8));
  }

  private static String started(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = STARTED.matcher(line);
      if (matcher.matches()) {
        return matcher.group(1);
      }
    }
    throw new AssertionError("the node has ended without having started");
  }

  URI webSocket() {
    return URI.create("ws://" + address + "/");
  }

  /** Whether it can be told that the process serves. */
  boolean isAlive() {
    return get("/healthz").statusCode() == 200;
  }

  /** Whether it is ready, and what is wrong if it is not. */
  String readiness() {
    HttpResponse<String> response = get("/readyz");
    return response.statusCode() + " " + response.body();
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("the node does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends it without a word. */
  @Override
  public void close() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

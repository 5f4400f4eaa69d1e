package dev.chatengine.benchmarks.load.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own, so that its cost is separate from the load's. Its class has a
 * {@code main} that follows {@link ServerLines}.
 */
final class ServerProcess implements Server {
  private final Process process;
  private final PrintStream questions;
  private final BufferedReader answers;
  private final InetSocketAddress address;

  private ServerProcess(Process process) throws IOException {
    this.process = process;
    questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = answers.readLine();
    if (line == null || !line.startsWith(ServerLines.LISTENING)) {
      throw new IOException("the server did not start: " + line);
    }
    int port = Integer.parseInt(line.substring(ServerLines.LISTENING.length()));
    address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Starts a server, and waits until it listens.
   *
   * @param prefix the beginning of the command, before {@code java}
   * @param jvm options of its JVM
   * @param main the class
   * @param arguments the arguments of {@code main}
   */
  static ServerProcess start(
      List<String> prefix, List<String> jvm, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      return new ServerProcess(process);
    } catch (IOException | RuntimeException e) {
      process.destroy();
      throw e;
    }
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public OptionalDouble cpuSeconds() {
    return process
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .map(nanos -> OptionalDouble.of(nanos / 1e9))
        .orElse(OptionalDouble.empty());
  }

  @Override
  public OptionalLong residentKiB() {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void collectGarbage() throws IOException {
    questions.println(ServerLines.COLLECT);
    if (answers.readLine() == null) {
      throw new IOException("the server has died");
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

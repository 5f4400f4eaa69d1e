package dev.chatengine.benchmarks.load.server;

import dev.chatengine.benchmarks.process.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A server in a process of its own, so that its cost is separate from the load's. */
final class ServerProcess implements Server {
  private final ChildJvm process;
  private final InetSocketAddress address;

  /**
   * Starts a server, and waits until it listens.
   *
   * @param prefix the beginning of the command, before {@code java}
   * @param jvm options of its JVM
   * @param main the class, whose {@code main} calls {@link #serve}
   */
  ServerProcess(List<String> prefix, List<String> jvm, Class<?> main, List<String> arguments)
      throws IOException {
    process = new ChildJvm(prefix, jvm, main, arguments);
    try {
      int port = Integer.parseInt(process.readLine());
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** In the process: reports the port, then collects garbage on request. */
  static void serve(int port) throws Exception {
    System.out.println(port);
    ChildJvm.answer(
        question -> {
          System.gc();
          return "done";
        });
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public OptionalDouble cpuSeconds() {
    return process
        .handle()
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .map(nanos -> OptionalDouble.of(nanos / 1e9))
        .orElse(OptionalDouble.empty());
  }

  @Override
  public OptionalLong residentKiB() {
    Path status = Path.of("/proc", String.valueOf(process.handle().pid()), "status");
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
    process.ask("collect garbage");
  }

  @Override
  public void close() {
    process.close();
  }
}

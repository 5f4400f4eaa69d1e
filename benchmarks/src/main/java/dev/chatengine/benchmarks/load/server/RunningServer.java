package dev.chatengine.benchmarks.load.server;

import java.net.InetSocketAddress;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A server that was started elsewhere: its cost is unknown. */
public record RunningServer(InetSocketAddress address) implements Server {
  @Override
  public OptionalDouble cpuSeconds() {
    return OptionalDouble.empty();
  }

  @Override
  public OptionalLong residentKiB() {
    return OptionalLong.empty();
  }

  @Override
  public void collectGarbage() {}

  @Override
  public void close() {}
}

package dev.chatengine.benchmarks.load.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A server under test. */
public interface Server extends AutoCloseable {
  /** The address on which the server listens. */
  InetSocketAddress address();

  /** Its processor time so far, user and system, in seconds; if known. */
  OptionalDouble cpuSeconds();

  /** Its resident memory, in KiB; if known. */
  OptionalLong residentKiB();

  /** Collects its garbage, if it supports that. */
  void collectGarbage() throws IOException;

  @Override
  void close();
}

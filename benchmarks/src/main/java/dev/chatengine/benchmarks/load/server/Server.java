package dev.chatengine.benchmarks.load.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A server under test. */
public interface Server extends AutoCloseable {
  /** Where it listens. */
  InetSocketAddress address();

  /** The processor time that it has used so far, user's and system's, in seconds; if known. */
  OptionalDouble cpuSeconds();

  /** How much memory it has resident, in KiB; if known. */
  OptionalLong residentKiB();

  /** Lets it drop its garbage, if it is one that can be asked to. */
  void collectGarbage() throws IOException;

  @Override
  void close();
}

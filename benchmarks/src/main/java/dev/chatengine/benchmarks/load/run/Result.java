package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Verification;
import org.jspecify.annotations.Nullable;

/** What a run gave. Its components are what is written as JSON. */
public sealed interface Result permits LoadResult, IdleResult, VisitResult, BurstResult {
  /** What the server was loaded with. */
  String scenario();

  /** Which server. */
  String server();

  /** What went wrong. */
  Verification verification();

  /** A figure that may not be known: NaN is null in JSON. */
  static @Nullable Double known(double figure) {
    return Double.isNaN(figure) ? null : figure;
  }
}

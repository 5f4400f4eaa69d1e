package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Verification;
import org.jspecify.annotations.Nullable;

/** The result of a run. Its components are written as JSON. */
public sealed interface Result permits LoadResult, IdleResult, VisitResult, BurstResult {
  /** The name of the scenario. */
  String scenario();

  /** The name of the server. */
  String server();

  /** The faults. */
  Verification verification();

  /** A figure; null if it is unknown, that is NaN. */
  static @Nullable Double known(double figure) {
    return Double.isNaN(figure) ? null : figure;
  }
}

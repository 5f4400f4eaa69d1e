package dev.chatengine.benchmarks.load;

import dev.chatengine.benchmarks.load.run.IdleResult;
import dev.chatengine.benchmarks.load.run.LoadResult;
import org.jspecify.annotations.Nullable;

/** The tables of results, with equal columns for equal figures. */
final class Tables {
  private static final double KIB_A_MIB = 1024;

  private Tables() {}

  /**
   * Begins a table of load results.
   *
   * @param heading the heading of the first column
   */
  static Table<LoadResult> loads(String heading) {
    return new Table<LoadResult>(heading)
        .column("deliveries/s", "%,.0f", LoadResult::deliveriesPerSecond)
        .column("CPU µs a delivery", "%.2f", LoadResult::cpuMicrosPerDelivery)
        .column("p50 µs", "%,.0f", LoadResult::p50Micros)
        .column("p99 µs", "%,.0f", LoadResult::p99Micros)
        .column("p99.9 µs", "%,.0f", LoadResult::p999Micros)
        .column("max µs", "%,.0f", LoadResult::maxMicros)
        .column("a read", "%.1f", LoadResult::deliveriesPerRead)
        .column("resident MiB", "%,.0f", result -> mebibytes(result.residentKiB()))
        .column("server CPU %", "%.0f", LoadResult::serverCpuPercent)
        .column("load busy %", "%.0f", LoadResult::loadBusyPercent)
        .column("other CPU s", "%.1f", LoadResult::otherCpuSeconds)
        .column("wrong", "%,.0f", result -> result.verification().faults());
  }

  /**
   * Begins a table of idle results.
   *
   * @param heading the heading of the first column
   */
  static Table<IdleResult> idle(String heading) {
    return new Table<IdleResult>(heading)
        .column("connections", "%,.0f", IdleResult::connections)
        .column("bytes resident each", "%,.0f", IdleResult::residentBytesPerConnection)
        .column("resident MiB", "%,.0f", result -> mebibytes(result.residentKiB()))
        .column("MiB before", "%,.0f", result -> mebibytes(result.residentBeforeKiB()))
        .column("login s", "%.1f", IdleResult::loginSeconds)
        .column("CPU µs a login", "%,.0f", IdleResult::cpuMicrosPerLogin)
        .column("wrong", "%,.0f", result -> result.verification().faults());
  }

  private static @Nullable Double mebibytes(@Nullable Long kibibytes) {
    return kibibytes == null ? null : kibibytes / KIB_A_MIB;
  }
}

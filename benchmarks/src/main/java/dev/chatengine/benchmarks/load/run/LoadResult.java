package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Machine;
import org.jspecify.annotations.Nullable;

/**
 * What a run gave in which messages were sent. A delivery is one message at one receiver. What is
 * not known is null.
 *
 * @param scenario its name
 * @param description what the scenario is
 * @param server which server
 * @param connections how many were connected
 * @param spin whether the load never slept
 * @param seconds how long was counted
 * @param sent messages sent meanwhile
 * @param deliveries messages that came meanwhile
 * @param deliveriesPerSecond the same by time
 * @param cpuMicrosPerDelivery the server's processor time for each delivery, in microseconds
 * @param serverCpuPercent of one processor: with a window, the deliveries are what the server can
 *     do only if this is near 100
 * @param p50Micros latency: in a closed loop mostly of waiting in queues
 * @param p99Micros latency
 * @param p999Micros latency
 * @param maxMicros latency
 * @param deliveriesPerRead how many messages came at once
 * @param loadBusyPercent how long the load had something to do: near 100, it is what was measured
 * @param otherCpuSeconds what ran beside both meanwhile
 * @param residentKiB the server's memory in the end
 * @param verification what went wrong
 * @param machine on what
 */
public record LoadResult(
    String scenario,
    String description,
    String server,
    int connections,
    boolean spin,
    double seconds,
    long sent,
    long deliveries,
    double deliveriesPerSecond,
    @Nullable Double cpuMicrosPerDelivery,
    @Nullable Double serverCpuPercent,
    double p50Micros,
    double p99Micros,
    double p999Micros,
    double maxMicros,
    double deliveriesPerRead,
    double loadBusyPercent,
    @Nullable Double otherCpuSeconds,
    @Nullable Long residentKiB,
    Verification verification,
    Machine machine)
    implements Result {}

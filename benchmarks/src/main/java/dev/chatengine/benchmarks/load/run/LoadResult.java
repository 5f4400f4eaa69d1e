package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Machine;
import org.jspecify.annotations.Nullable;

/**
 * The result of a run in which messages were sent. A delivery is one message at one receiver.
 * Unknown figures are null.
 *
 * @param scenario its name
 * @param description the scenario in words
 * @param server the server's name
 * @param connections how many were connected
 * @param spin whether the load never slept
 * @param seconds the length of the measured window
 * @param sent messages sent in the window
 * @param deliveries messages received in the window
 * @param deliveriesPerSecond deliveries by the length of the window
 * @param cpuMicrosPerDelivery the server's processor time for each delivery, in microseconds
 * @param serverCpuPercent of one processor: in a closed loop, the deliveries are the server's
 *     maximum only if this is near 100
 * @param p50Micros latency: in a closed loop mostly the time in queues
 * @param p99Micros latency
 * @param p999Micros latency
 * @param maxMicros latency
 * @param deliveriesPerRead how many messages one read got
 * @param loadBusyPercent how long the load worked: near 100, the load was the bottleneck
 * @param otherCpuSeconds processor time of other programs in the window
 * @param residentKiB the server's memory at the end
 * @param verification the faults
 * @param machine the machine
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

package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Machine;
import org.jspecify.annotations.Nullable;

/**
 * The cost of members that do nothing. Unknown figures are null.
 *
 * @param scenario its name
 * @param description the scenario in words
 * @param server the server's name
 * @param connections how many were connected
 * @param loginSeconds how long it took until all were in their rooms
 * @param cpuMicrosPerLogin the server's processor time for each login, in microseconds
 * @param residentBeforeKiB the server's memory before the first connection
 * @param residentKiB the server's memory with all in their rooms, after a garbage collection
 * @param residentBytesPerConnection the growth for each connection
 * @param verification the faults
 * @param machine the machine
 */
public record IdleResult(
    String scenario,
    String description,
    String server,
    int connections,
    double loginSeconds,
    @Nullable Double cpuMicrosPerLogin,
    @Nullable Long residentBeforeKiB,
    @Nullable Long residentKiB,
    @Nullable Double residentBytesPerConnection,
    Verification verification,
    Machine machine)
    implements Result {}

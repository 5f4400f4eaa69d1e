package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Machine;
import org.jspecify.annotations.Nullable;

/**
 * What members cost that do nothing. What is not known is null.
 *
 * @param scenario its name
 * @param description what the scenario is
 * @param server which server
 * @param connections how many were connected
 * @param loginSeconds how long it took until all were in their rooms
 * @param cpuMicrosPerLogin the server's processor time for each, in microseconds
 * @param residentBeforeKiB the server's memory before anybody came
 * @param residentKiB the same with all in their rooms and the garbage collected
 * @param residentBytesPerConnection by how much it grew for each
 * @param verification what went wrong
 * @param machine on what
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

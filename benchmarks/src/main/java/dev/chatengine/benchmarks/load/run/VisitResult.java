package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Machine;
import org.jspecify.annotations.Nullable;

/**
 * What it costs that somebody joins a room and leaves it again. What is not known is null.
 *
 * @param scenario its name
 * @param server which server
 * @param residents who are in the room meanwhile
 * @param visits how often somebody came and went
 * @param visitsPerSecond one after the other, each once the one before has been told to everybody
 * @param cpuMicrosPerVisit the server's processor time for each, in microseconds
 * @param framesPerVisit how many frames the server sent for each
 * @param bytesPerVisit how much was in them
 * @param cpuMicrosPerFrame the server's processor time for each frame
 * @param verification what went wrong
 * @param machine on what
 */
public record VisitResult(
    String scenario,
    String server,
    int residents,
    long visits,
    double visitsPerSecond,
    @Nullable Double cpuMicrosPerVisit,
    double framesPerVisit,
    double bytesPerVisit,
    @Nullable Double cpuMicrosPerFrame,
    Verification verification,
    Machine machine)
    implements Result {}

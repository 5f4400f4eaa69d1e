package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.Verification;
import dev.chatengine.benchmarks.load.server.Machine;
import org.jspecify.annotations.Nullable;

/**
 * The cost of joining a room and leaving it again. Unknown figures are null.
 *
 * @param scenario its name
 * @param server the server's name
 * @param residents the number of members that stay in the room
 * @param visits how often a visitor joined and left
 * @param visitsPerSecond visits a second, each after all members have the notices of the one before
 * @param cpuMicrosPerVisit the server's processor time for each visit, in microseconds
 * @param framesPerVisit the frames that the server sent for each visit
 * @param bytesPerVisit the bytes of these frames
 * @param cpuMicrosPerFrame the server's processor time for each frame
 * @param verification the faults
 * @param machine the machine
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

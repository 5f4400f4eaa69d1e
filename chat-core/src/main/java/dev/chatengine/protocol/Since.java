package dev.chatengine.protocol;

import dev.chatengine.model.Position;
import org.jspecify.annotations.Nullable;

/**
 * How far a client has read a log, as the client reports it.
 *
 * @param epoch the epoch of the log, {@link Position#NO_EPOCH} for the beginning of any
 * @param seq the number of the last message it has
 * @param revision the number of the last change it has, or null if it does not follow changes
 */
public record Since(String epoch, long seq, @Nullable Long revision) {
  /** Checks the bounds of a {@link Position}. */
  public Since {
    Position unused = position(epoch, seq, revision);
  }

  /** The position in the log; its revision is 0 for a client that does not follow changes. */
  public Position position() {
    return position(epoch, seq, revision);
  }

  private static Position position(String epoch, long seq, @Nullable Long revision) {
    return new Position(epoch, seq, revision == null ? 0 : revision);
  }
}

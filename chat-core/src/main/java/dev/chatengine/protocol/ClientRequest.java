package dev.chatengine.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A frame of a client's with what any frame may carry. Both count only after {@code hello}: the
 * base protocol ignores fields that it does not know.
 *
 * @param frame the frame
 * @param ref what the client wants to find again in the replies, at most {@value #MAX_REF_LENGTH}
 *     UTF-16 units; null if it is missing or no such text
 * @param problem what is wrong with a field of the extensions, or null
 */
public record ClientRequest(ClientFrame frame, @Nullable String ref, @Nullable String problem) {
  /** The longest {@code ref}. */
  public static final int MAX_REF_LENGTH = 64;

  @Override
  public String toString() {
    return "ClientRequest[" + frame + "]";
  }
}

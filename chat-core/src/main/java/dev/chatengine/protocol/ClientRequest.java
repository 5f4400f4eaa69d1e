package dev.chatengine.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A frame of a client, with the fields that any frame may have. These count only after {@code
 * hello}, since the base protocol ignores unknown fields.
 *
 * @param frame the frame
 * @param ref the reference that the answers contain, at most {@value #MAX_REF_LENGTH} UTF-16 units;
 *     null if it is missing or not valid
 * @param problem the problem with a field of the extensions, or null
 */
public record ClientRequest(ClientFrame frame, @Nullable String ref, @Nullable String problem) {
  /** The longest {@code ref}. */
  public static final int MAX_REF_LENGTH = 64;

  @Override
  public String toString() {
    return "ClientRequest[" + frame + "]";
  }
}

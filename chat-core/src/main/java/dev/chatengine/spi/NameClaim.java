package dev.chatengine.spi;

import dev.chatengine.model.MembershipChange;
import java.util.List;

/** The result of a claim to a name. */
public sealed interface NameClaim {

  /**
   * The session's user has the name now, and its former name is free.
   *
   * @param changes a {@link MembershipChange.Kind#RENAMED} for each room that the user is in
   */
  record Claimed(List<MembershipChange> changes) implements NameClaim {
    /**
     * Copies the list.
     *
     * @param changes see the record
     */
    public Claimed {
      changes = List.copyOf(changes);
    }
  }

  /** Another user has the name; nothing was changed. */
  record Taken() implements NameClaim {}
}

package dev.chatengine.engine.session;

import dev.chatengine.model.Room;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of a session's registration. Belongs to the session's executor. */
public final class RegistrationState {
  /** The registry may have the session, and has to be called at its end. */
  public boolean registered;

  /** The session registers again as soon as it is not busy. */
  public boolean due;

  /** The session registers again in a while, or once the registry is back. */
  public boolean stale;

  /**
   * The rooms in which the session was at its end, as long as its leave may have to be announced
   * there.
   */
  public Set<Room> lastRooms = Set.of();

  private volatile @Nullable String tokenHash;

  /** The hash of the token by which the session can be resumed. From any thread. */
  public @Nullable String tokenHash() {
    return tokenHash;
  }

  public void setTokenHash(String hash) {
    tokenHash = hash;
  }
}

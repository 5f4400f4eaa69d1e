package dev.chatengine.spi;

import dev.chatengine.model.User;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who a client is. Without one, everybody may connect and choose a name.
 *
 * <p>Asked once when a client connects, and again whenever it sends a token: in its first frame, or
 * to renew a decision that ends. What it throws refuses the client for good, and is logged; a
 * client that gets no answer in time is told to come back. See the package's description for
 * threads and deadlines.
 */
@FunctionalInterface
public interface Authenticator {

  /**
   * Decides who a client is.
   *
   * @param request what the client brought; nothing in it has been checked
   * @return the decision
   */
  Authentication authenticate(ConnectionRequest request);

  /**
   * Finds a user who need not be connected, for what is said privately to somebody who is away. Who
   * is not found here and not connected is told to be unknown.
   *
   * @param userId an id, as a client gave it
   * @return the user, if there is one; nothing by default
   */
  default Optional<User> findUser(String userId) {
    return Optional.empty();
  }

  /** A decision. */
  sealed interface Authentication {

    /**
     * The client is this user. It needs to choose no name; several connections may be of the same
     * user at once.
     *
     * @param user the user, who is {@link User#known() known} from now on; of a renewed decision
     *     its metadata count from then on, and its name does not
     * @param expiresAt when the decision ends and the client has to come again, or null for never;
     *     later than {@link dev.chatengine.model.Message#MAX_TIMESTAMP} counts as never, and what
     *     is over ends at once
     */
    record Accepted(User user, @Nullable Instant expiresAt) implements Authentication {}

    /** The client may connect and choose a name. */
    record Anonymous() implements Authentication {}

    /**
     * The client may connect, and has to bring a token with its first frame; nothing is done for it
     * before. Upon the token the authenticator is asked again.
     */
    record TokenAwaited() implements Authentication {}

    /**
     * The client may not connect: it is not known who it is.
     *
     * @param reason what the client is told, at most 100 characters
     */
    record Refused(String reason) implements Authentication {}

    /**
     * The client may not connect, whoever it is.
     *
     * @param reason what the client is told, at most 100 characters
     */
    record Forbidden(String reason) implements Authentication {}

    /**
     * The client is this user, without an end.
     *
     * @param user the user
     * @return a decision
     */
    static Authentication accepted(User user) {
      return new Accepted(user, null);
    }

    /**
     * The client may connect and choose a name.
     *
     * @return a decision
     */
    static Authentication anonymous() {
      return new Anonymous();
    }

    /**
     * The client has to bring a token with its first frame.
     *
     * @return a decision
     */
    static Authentication tokenAwaited() {
      return new TokenAwaited();
    }

    /**
     * The client may not connect: it is not known who it is.
     *
     * @param reason what the client is told
     * @return a decision
     */
    static Authentication refused(String reason) {
      return new Refused(reason);
    }

    /**
     * The client may not connect, whoever it is.
     *
     * @param reason what the client is told
     * @return a decision
     */
    static Authentication forbidden(String reason) {
      return new Forbidden(reason);
    }
  }
}

package dev.chatengine.spi;

import dev.chatengine.model.User;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which user a client is. Without an authenticator, everybody may connect and choose a
 * name.
 *
 * <p>The engine calls it when a client connects, and again whenever the client sends a token: in
 * its first frame, or to renew a decision that expires. If it throws, the exception is logged, and
 * the client is refused and should not reconnect. If it does not answer in time, the client should
 * reconnect. See the package's description for threads and deadlines.
 */
@FunctionalInterface
public interface Authenticator {

  /**
   * Decides which user a client is.
   *
   * @param request the client's request, of which nothing has been checked
   * @return the decision
   */
  Authentication authenticate(ConnectionRequest request);

  /**
   * Finds a user who need not be connected, so that private messages can be sent to users who are
   * away. If the user is not found here and not connected either, the sender gets an error.
   *
   * @param userId an id that a client has sent
   * @return the user, or nothing if there is none; nothing by default
   */
  default Optional<User> findUser(String userId) {
    return Optional.empty();
  }

  /** A decision. */
  sealed interface Authentication {

    /**
     * The client is this user. It does not need to choose a name, and may have several connections
     * at once.
     *
     * @param user the user, which is {@link User#known() known} from now on. When a decision is
     *     renewed, the user's metadata are replaced, and its name is kept
     * @param expiresAt when the decision expires, before which the client has to send a token
     *     again; null for never. A time after {@link dev.chatengine.model.Message#MAX_TIMESTAMP}
     *     counts as never, and a time in the past expires at once
     */
    record Accepted(User user, @Nullable Instant expiresAt) implements Authentication {}

    /** The client is a guest: it may connect and choose a name. */
    record Anonymous() implements Authentication {}

    /**
     * The client may connect, and has to send a token in its first frame; until then all its
     * requests are refused. The authenticator is called again with the token.
     */
    record TokenAwaited() implements Authentication {}

    /**
     * The client may not connect, because it did not prove which user it is.
     *
     * @param reason the text that the client gets, at most 100 characters
     */
    record Refused(String reason) implements Authentication {}

    /**
     * The client may not connect, whichever user it is.
     *
     * @param reason the text that the client gets, at most 100 characters
     */
    record Forbidden(String reason) implements Authentication {}

    /**
     * The client is this user, and the decision never expires.
     *
     * @param user the user
     * @return a decision
     */
    static Authentication accepted(User user) {
      return new Accepted(user, null);
    }

    /**
     * The client is a guest: it may connect and choose a name.
     *
     * @return a decision
     */
    static Authentication anonymous() {
      return new Anonymous();
    }

    /**
     * The client has to send a token in its first frame.
     *
     * @return a decision
     */
    static Authentication tokenAwaited() {
      return new TokenAwaited();
    }

    /**
     * The client may not connect, because it did not prove which user it is.
     *
     * @param reason the text that the client gets
     * @return a decision
     */
    static Authentication refused(String reason) {
      return new Refused(reason);
    }

    /**
     * The client may not connect, whichever user it is.
     *
     * @param reason the text that the client gets
     * @return a decision
     */
    static Authentication forbidden(String reason) {
      return new Forbidden(reason);
    }
  }
}

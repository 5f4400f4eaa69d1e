package dev.chatengine.spi;

import dev.chatengine.model.Draft;

/**
 * Sees each message before it is stored, and may change or refuse it.
 *
 * <p>Interceptors are called one after the other in the order in which they were given; each sees
 * what the one before made of the draft. Drafts of one sender come in order, those of several at
 * once. What it throws refuses the message, and is logged. See the package's description for
 * threads and deadlines.
 */
public interface MessageInterceptor {

  /**
   * Decides about a message of a client or of the host.
   *
   * @param draft the message
   * @return the decision
   */
  Interception intercept(Draft draft);

  /**
   * Whether calls never wait, see {@link Traits#neverWaits()}.
   *
   * @return false by default
   */
  default boolean neverWaits() {
    return false;
  }

  /** A decision. */
  sealed interface Interception {

    /** The message goes on as it is. */
    record Allowed() implements Interception {}

    /**
     * The message goes on changed.
     *
     * @param draft the message with the same id, client message id, conversation and sender
     */
    record Changed(Draft draft) implements Interception {}

    /**
     * The message is not accepted.
     *
     * @param message what the sender is told, at most 200 characters
     */
    record Refused(String message) implements Interception {}

    /**
     * The message goes on as it is.
     *
     * @return a decision
     */
    static Interception allowed() {
      return new Allowed();
    }

    /**
     * The message goes on changed.
     *
     * @param draft see {@link Changed}
     * @return a decision
     */
    static Interception changed(Draft draft) {
      return new Changed(draft);
    }

    /**
     * The message is not accepted.
     *
     * @param message what the sender is told
     * @return a decision
     */
    static Interception refused(String message) {
      return new Refused(message);
    }
  }
}

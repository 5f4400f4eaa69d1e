package dev.chatengine.spi;

import dev.chatengine.model.Draft;

/**
 * Checks each message before it is stored, and may change or refuse it.
 *
 * <p>Interceptors are called one after the other, in the order in which they were added; each gets
 * the draft as the one before returned it. Drafts of one sender are passed in order, drafts of
 * several senders at once. If an interceptor throws, the exception is logged, and the message is
 * refused. See the package's description for threads and deadlines.
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

    /** The message is accepted unchanged. */
    record Allowed() implements Interception {}

    /**
     * The message is accepted with changes.
     *
     * @param draft the changed message, with the same id, client message id, conversation and
     *     sender
     */
    record Changed(Draft draft) implements Interception {}

    /**
     * The message is refused.
     *
     * @param message the text that the sender gets, at most 200 characters
     */
    record Refused(String message) implements Interception {}

    /**
     * The message is accepted unchanged.
     *
     * @return a decision
     */
    static Interception allowed() {
      return new Allowed();
    }

    /**
     * The message is accepted with changes.
     *
     * @param draft see {@link Changed}
     * @return a decision
     */
    static Interception changed(Draft draft) {
      return new Changed(draft);
    }

    /**
     * The message is refused.
     *
     * @param message the text that the sender gets
     * @return a decision
     */
    static Interception refused(String message) {
      return new Refused(message);
    }
  }
}

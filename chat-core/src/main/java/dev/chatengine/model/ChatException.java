package dev.chatengine.model;

/** A host's request to the engine failed. */
public final class ChatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why a request failed. */
  public enum Reason {
    /** An interceptor refused the message. It was not kept. */
    REFUSED,
    /**
     * The store, or the presence registry, did not answer as it should. A message may or may not
     * have been kept: post it again with the same client message id.
     */
    UNAVAILABLE,
    /** Too much is waiting, or the engine is closed. Nothing was done. */
    OVERLOADED
  }

  /** The reason; not to be null. */
  private final Reason reason;

  /**
   * Makes the exception.
   *
   * @param reason why
   * @param message the text
   */
  public ChatException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * Makes the exception.
   *
   * @param reason why
   * @param message the text
   * @param cause what the plug-in threw
   */
  public ChatException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /**
   * Why the request failed.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}

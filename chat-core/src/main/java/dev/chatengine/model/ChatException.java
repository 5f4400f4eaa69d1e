package dev.chatengine.model;

/** A host's request to the engine failed. */
public final class ChatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why a request failed. */
  public enum Reason {
    /** An interceptor refused the message. It was not stored. */
    REFUSED,
    /**
     * The store or the presence registry failed or did not answer in time. It is not known whether
     * a message was stored: post it again with the same client message id.
     */
    UNAVAILABLE,
    /** Too many requests are waiting, or the engine is closed. Nothing was done. */
    OVERLOADED
  }

  /** The reason, never null. */
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
   * @param cause the plug-in's exception
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

package dev.chatengine.spi;

import dev.chatengine.model.Message;

/** The result of an amendment. */
public sealed interface AmendResult {

  /**
   * The amendment was made.
   *
   * @param message the message with its new state; its revision is the amendment's
   */
  record Stored(Message message) implements AmendResult {}

  /**
   * The message was changed after the revision on which the amendment was based. Nothing was
   * changed by this call.
   *
   * @param current the present message, from which the amendment has to be computed again
   */
  record Conflict(Message current) implements AmendResult {}

  /** The conversation holds no such message, or it has expired. */
  record NotFound() implements AmendResult {}

  /**
   * The amendment was not made, and this call will not make it later.
   *
   * @param reason why, for the host's log
   */
  record Refused(String reason) implements AmendResult {}

  /**
   * It is not known whether the amendment was made; it may still be made after this call.
   *
   * @param reason why, for the host's log
   */
  record Unknown(String reason) implements AmendResult {}
}

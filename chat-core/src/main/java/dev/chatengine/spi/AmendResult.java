package dev.chatengine.spi;

import dev.chatengine.model.Message;

/** What became of an amendment. */
public sealed interface AmendResult {

  /**
   * The amendment is in force.
   *
   * @param message the message with its new state; its revision is the amendment's
   */
  record Stored(Message message) implements AmendResult {}

  /**
   * The message has been changed since the revision on which the amendment was based; nothing was
   * changed now.
   *
   * @param current the message as it is, from which the amendment is to be computed anew
   */
  record Conflict(Message current) implements AmendResult {}

  /** The conversation holds no such message, or none any more. */
  record NotFound() implements AmendResult {}

  /**
   * The amendment was not made and never will be by this call.
   *
   * @param reason what was wrong, for the log of the host
   */
  record Refused(String reason) implements AmendResult {}

  /**
   * It is not known whether the amendment was made; it may still come into force.
   *
   * @param reason why not, for the log of the host
   */
  record Unknown(String reason) implements AmendResult {}
}

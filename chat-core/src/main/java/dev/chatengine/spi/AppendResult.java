package dev.chatengine.spi;

import dev.chatengine.model.Message;

/** The result of appending one draft. */
public sealed interface AppendResult {

  /**
   * The draft was appended.
   *
   * @param message the message, with its number
   */
  record Stored(Message message) implements AppendResult {}

  /**
   * The conversation has a message of the same sender with the same client message id already.
   * Nothing was appended.
   *
   * @param message that message, in its present state
   */
  record Duplicate(Message message) implements AppendResult {}

  /**
   * The draft was not appended, and this call will not append it later.
   *
   * @param reason why, for the host's log; the sender only gets the error that the store is
   *     unavailable
   */
  record Refused(String reason) implements AppendResult {}

  /**
   * It is not known whether the draft was appended. It may still be appended after this call, even
   * after drafts of later calls.
   *
   * @param reason why, for the host's log
   */
  record Unknown(String reason) implements AppendResult {}
}

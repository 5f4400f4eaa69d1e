package dev.chatengine.spi;

import dev.chatengine.model.Message;

/** What became of one draft. */
public sealed interface AppendResult {

  /**
   * The draft is a message now.
   *
   * @param message the message at its place
   */
  record Stored(Message message) implements AppendResult {}

  /**
   * The same sender has appended a message with this client message id to this conversation before;
   * nothing was added.
   *
   * @param message that message, as it is now
   */
  record Duplicate(Message message) implements AppendResult {}

  /**
   * The draft was not appended and never will be by this call.
   *
   * @param reason what was wrong, for the log of the host; the sender is told only that the store
   *     is unavailable
   */
  record Refused(String reason) implements AppendResult {}

  /**
   * It is not known whether the draft was appended. It may still land, even behind drafts that are
   * appended later.
   *
   * @param reason why not, for the log of the host
   */
  record Unknown(String reason) implements AppendResult {}
}

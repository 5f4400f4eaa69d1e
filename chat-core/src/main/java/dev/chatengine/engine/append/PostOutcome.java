package dev.chatengine.engine.append;

import dev.chatengine.model.Message;
import dev.chatengine.protocol.ProtocolError;

/**
 * Hears, on the conversation's lane, what became of a draft. Exactly one of {@code stored} and
 * {@code failed} is called, once.
 */
public interface PostOutcome {
  /** The message has its place; {@code duplicate} if it had it before. */
  void stored(Message message, boolean duplicate);

  /** The message was not stored, or nobody knows whether it was. */
  void failed(ProtocolError error);

  /** Called last: by then the message is on its way to everybody else. */
  default void ended() {}
}

package dev.chatengine.engine.append;

import dev.chatengine.model.Message;
import dev.chatengine.protocol.ProtocolError;

/**
 * Gets, on the conversation's lane, the outcome of a draft. Exactly one of {@code onStored} and
 * {@code onFailed} is called, once.
 */
public interface SendCallback {
  /** The message is stored; {@code duplicate} if it was stored before. */
  void onStored(Message message, boolean duplicate);

  /** The message was not stored, or it is unknown whether it was. */
  void onFailed(ProtocolError error);

  /** Called last, after the message was delivered and published. */
  default void onEnded() {}
}

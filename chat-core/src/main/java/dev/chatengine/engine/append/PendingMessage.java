package dev.chatengine.engine.append;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.protocol.ProtocolError;

/** A draft on its way to the store, and the callback for its outcome. */
public final class PendingMessage {
  public final Draft draft;
  private final SendCallback outcome;

  PendingMessage(Draft draft, SendCallback outcome) {
    this.draft = draft;
    this.outcome = outcome;
  }

  /** The draft as the interceptors have changed it. */
  public PendingMessage with(Draft changed) {
    return new PendingMessage(changed, outcome);
  }

  void onStored(Message message, boolean duplicate) {
    outcome.onStored(message, duplicate);
  }

  public void onFailed(ProtocolError error) {
    outcome.onFailed(error);
  }

  public void onEnded() {
    outcome.onEnded();
  }
}

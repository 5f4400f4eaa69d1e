package dev.chatengine.engine.append;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.protocol.ProtocolError;

/** A draft on its way to the store, and whom to tell what became of it. */
public final class Post {
  public final Draft draft;
  private final PostOutcome outcome;

  Post(Draft draft, PostOutcome outcome) {
    this.draft = draft;
    this.outcome = outcome;
  }

  /** The same as the interceptors have changed it. */
  public Post with(Draft changed) {
    return new Post(changed, outcome);
  }

  void stored(Message message, boolean duplicate) {
    outcome.stored(message, duplicate);
  }

  public void failed(ProtocolError error) {
    outcome.failed(error);
  }

  public void ended() {
    outcome.ended();
  }
}

package dev.chatengine.engine;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.protocol.ProtocolError;

/** A draft on its way to the store, and whom to tell what became of it. */
final class Post {
  final Draft draft;
  private final PostOutcome outcome;

  Post(Draft draft, PostOutcome outcome) {
    this.draft = draft;
    this.outcome = outcome;
  }

  /** The same as the interceptors have changed it. */
  Post with(Draft changed) {
    return new Post(changed, outcome);
  }

  void stored(Message message, boolean duplicate) {
    outcome.stored(message, duplicate);
  }

  void failed(ProtocolError error) {
    outcome.failed(error);
  }

  void ended() {
    outcome.ended();
  }
}

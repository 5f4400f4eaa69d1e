package dev.chatengine.engine;

import dev.chatengine.model.Conversation;

/** The lanes of a node. Each conversation belongs to one, by its hash, for ever. */
final class Lanes {
  private final Lane[] lanes;

  Lanes(Node node, int count) {
    lanes = new Lane[count];
    for (int i = 0; i < count; i++) {
      lanes[i] = new Lane(node);
    }
  }

  Lane of(Conversation conversation) {
    int hash = conversation.hashCode();
    hash ^= hash >>> 16;
    return lanes[(hash & Integer.MAX_VALUE) % lanes.length];
  }

  /** Whether no draft is on its way to the store. From any thread. */
  boolean areIdle() {
    for (Lane lane : lanes) {
      if (!lane.isIdle()) {
        return false;
      }
    }
    return true;
  }

  Lane[] all() {
    return lanes.clone();
  }
}

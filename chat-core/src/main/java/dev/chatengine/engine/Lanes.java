package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import java.util.List;

/** The lanes of a node. Each conversation belongs to one, by its hash, for ever. */
final class Lanes {
  private final Lane[] lanes;

  Lanes(NodeContext context) {
    lanes = new Lane[context.settings.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(i, context);
    }
  }

  Lane of(Conversation conversation) {
    int hash = conversation.hashCode();
    hash ^= hash >>> 16;
    return lanes[(hash & Integer.MAX_VALUE) % lanes.length];
  }

  int count() {
    return lanes.length;
  }

  List<Lane> all() {
    return List.of(lanes);
  }
}

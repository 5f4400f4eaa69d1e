package dev.chatengine.engine.log;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.model.Conversation;
import java.util.List;

/** The lanes of a node. Each conversation always belongs to the same lane, by its hash. */
public final class Lanes {
  private final Lane[] lanes;

  public Lanes(NodeContext context) {
    lanes = new Lane[context.settings.lanes()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane(i, context);
    }
  }

  public Lane of(Conversation conversation) {
    int hash = conversation.hashCode();
    hash ^= hash >>> 16;
    return lanes[(hash & Integer.MAX_VALUE) % lanes.length];
  }

  public int count() {
    return lanes.length;
  }

  public List<Lane> all() {
    return List.of(lanes);
  }
}

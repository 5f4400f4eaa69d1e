package dev.chatengine.engine.log;

import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last few messages that a feed delivered, so that a client that lacks only these need not read
 * the store. Belongs to the log's lane.
 */
final class RecentMessages {
  /** A power of two. */
  private static final int SIZE = 64;

  private final @Nullable Message[] ring = new Message[SIZE];

  public void add(Message message) {
    ring[(int) message.seq() & (SIZE - 1)] = message;
  }

  /** The messages after one position up to another, or null if one of them is not kept any more. */
  @Nullable List<Message> after(Position from, Position to) {
    if (from.seq() == to.seq()) {
      return List.of();
    }
    if (from.seq() > to.seq() || to.seq() - from.seq() > SIZE) {
      return null;
    }
    List<Message> messages = new ArrayList<>();
    for (long seq = from.seq() + 1; seq <= to.seq(); seq++) {
      Message message = ring[(int) seq & (SIZE - 1)];
      if (message == null || message.seq() != seq || !message.epoch().equals(to.epoch())) {
        return null;
      }
      messages.add(message);
    }
    return messages;
  }
}

package dev.chatengine.engine.log;

import dev.chatengine.model.Draft;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import java.time.Instant;

/** Makes messages of one room's log. */
final class Logged {
  static final Room ROOM = new Room("tea");

  private Logged() {}

  static Message message(String epoch, long seq) {
    Draft draft =
        Draft.builder(ROOM, User.system(), Instant.EPOCH, epoch + seq).id(epoch + seq).build();
    return Message.builder(draft, epoch, seq).build();
  }
}

package dev.chatengine.testkit.engine;

import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.PrivateMessage;
import dev.chatengine.model.Room;
import dev.chatengine.spi.ChatListener;
import java.util.ArrayList;
import java.util.List;

/** Records the events of a node as sentences. */
final class StoryListener implements ChatListener {
  final List<String> heard = new ArrayList<>();

  @Override
  public void onMessage(Message message) {
    heard.add(message.sender().displayName() + ": " + message.content());
  }

  @Override
  public void onPrivateMessage(PrivateMessage message) {
    heard.add(message.from().username() + " whispers " + message.content());
  }

  @Override
  public void onJoined(Room room, Member member) {
    heard.add(member.username() + " joins " + room.name());
  }

  @Override
  public void onLeft(Room room, Member member) {
    heard.add(member.username() + " leaves " + room.name());
  }
}

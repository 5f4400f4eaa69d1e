package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Room;
import dev.chatengine.spi.ChatListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A listener of one node. It checks that it gets each message that the host of the node posts once,
 * and the joins and leaves of all guests of the node.
 */
final class SimulatedListener implements ChatListener {
  private final Set<String> heard = new HashSet<>();
  private final Map<String, Set<String>> members = new HashMap<>();
  private final Set<String> posted = new HashSet<>();
  private final List<Message> heardTwice = new ArrayList<>();

  @Override
  public void onMessage(Message message) {
    if (!heard.add(message.id())) {
      // What a listener throws is only logged.
      heardTwice.add(message);
    }
  }

  @Override
  public void onJoined(Room room, Member member) {
    members.computeIfAbsent(room.name(), name -> new HashSet<>()).add(member.userId());
  }

  @Override
  public void onLeft(Room room, Member member) {
    members.getOrDefault(room.name(), Set.of()).remove(member.userId());
  }

  /** Whom it has heard to come to a room and not to leave it. */
  Set<String> members(String room) {
    return members.getOrDefault(room, Set.of());
  }

  /** The host was told that its message is stored. */
  void posted(Message message) {
    posted.add(message.id());
  }

  void hasReceivedEachOnce() {
    assertThat(heardTwice).as("what a listener heard twice").isEmpty();
    assertThat(heard).as("what a listener heard").containsAll(posted);
  }
}

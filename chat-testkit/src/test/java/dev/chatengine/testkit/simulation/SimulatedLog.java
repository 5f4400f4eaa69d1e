package dev.chatengine.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Room;
import dev.chatengine.spi.MessageStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The messages that clients received of each room. They must be the same for all clients and for
 * the store.
 */
final class SimulatedLog {
  private final Map<Place, String> shown = new HashMap<>();
  private final Set<String> acknowledged = new HashSet<>();

  private record Place(String room, long seq) {}

  /** A client was shown a message. */
  void shown(String client, String room, long seq, String content) {
    String before = shown.putIfAbsent(new Place(room, seq), content);
    if (before != null) {
      assertThat(content)
          .as("%s sees what others see at %s of %s", client, seq, room)
          .isEqualTo(before);
    }
  }

  /** A sender was told, or saw, that its message is kept. */
  void acknowledged(String content) {
    acknowledged.add(content);
  }

  /** All that was shown is in the store at its place, and nothing is there twice. */
  void compareWith(MessageStore store, List<String> rooms) {
    Map<Place, String> kept = new HashMap<>();
    Set<String> contents = new HashSet<>();
    for (String room : rooms) {
      long last = 0;
      Page page;
      do {
        page = store.after(new Room(room), last, MessageStore.MAX_LIMIT);
        for (Message message : page.messages()) {
          last = message.seq();
          kept.put(new Place(room, last), message.content());
          assertThat(contents.add(message.content()))
              .as("the store has %s once", message.content())
              .isTrue();
        }
      } while (page.hasMore());
    }
    assertThat(kept).as("the messages in the store").containsAllEntriesOf(shown);
    assertThat(contents).as("the messages in the store").containsAll(acknowledged);
  }
}

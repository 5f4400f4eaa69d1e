package dev.chatengine.benchmarks.engine;

import dev.chatengine.ChatEngine;
import java.util.ArrayList;
import java.util.List;

/** Some rooms of equal size in which something is said by turns. Used by one thread. */
final class SpeakingRooms {
  private final List<RoomOfMembers> rooms = new ArrayList<>();
  private final int members;
  private long joins;
  private long spoken;

  SpeakingRooms(int members) {
    this.members = members;
  }

  void open(ChatEngine engine, List<String> names) {
    for (String name : names) {
      rooms.add(new RoomOfMembers(engine, name, members));
    }
    joins = received();
  }

  /** A member of the next room says something. */
  void speak() {
    rooms.get((int) (spoken++ % rooms.size())).speak();
  }

  /** How many deliveries are still to come; none, where the engine did all in place. */
  long missing() {
    return spoken * members - (received() - joins);
  }

  private long received() {
    return rooms.stream().mapToLong(RoomOfMembers::received).sum();
  }
}

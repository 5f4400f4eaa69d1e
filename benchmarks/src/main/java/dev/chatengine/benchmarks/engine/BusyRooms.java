package dev.chatengine.benchmarks.engine;

import dev.chatengine.ChatEngine;
import java.util.ArrayList;
import java.util.List;

/** Some rooms of equal size in which members send in turn. Used by one thread. */
final class BusyRooms {
  private final List<RoomOfMembers> rooms = new ArrayList<>();
  private final int members;
  private long joins;
  private long sent;

  BusyRooms(int members) {
    this.members = members;
  }

  void open(ChatEngine engine, List<String> names) {
    for (String name : names) {
      rooms.add(new RoomOfMembers(engine, name, members));
    }
    joins = received();
  }

  /** A member of the next room sends a message. */
  void send() {
    rooms.get((int) (sent++ % rooms.size())).send();
  }

  /** How many deliveries are missing; none if the engine did all work in place. */
  long missing() {
    return sent * members - (received() - joins);
  }

  private long received() {
    return rooms.stream().mapToLong(RoomOfMembers::received).sum();
  }
}

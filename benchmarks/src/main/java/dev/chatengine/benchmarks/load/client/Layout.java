package dev.chatengine.benchmarks.load.client;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The members of each room. A seat is one connection's membership in one room; most connections
 * have one seat, some scenarios give them one in several rooms. Connections are dealt to rooms like
 * cards, so that consecutive connections are in different rooms.
 *
 * <p>If there are as many {@code groups} as rooms, a connection has one seat; with fewer, the
 * members of one group share several rooms.
 */
public final class Layout {
  private final int rooms;
  private final int members;
  private final int senders;
  private final int groups;

  /** The index of a seat among its room's senders, or -1. */
  private final int[] slots;

  /**
   * Assigns the seats.
   *
   * @param rooms 1 or more
   * @param members members of each room, 1 or more
   * @param senders how many of them send, 0 to {@code members}
   * @param groups the number of sets of connections, each with as many connections as a room has
   *     members: 1 to {@code rooms}
   */
  public Layout(int rooms, int members, int senders, int groups) {
    if (rooms < 1 || members < 1 || senders < 0 || senders > members) {
      throw new IllegalArgumentException(
          "there cannot be "
              + rooms
              + " rooms with "
              + members
              + " members and "
              + senders
              + " senders each");
    }
    if (groups < 1 || groups > rooms) {
      throw new IllegalArgumentException(groups + " groups cannot share " + rooms + " rooms");
    }
    this.rooms = rooms;
    this.members = members;
    this.senders = senders;
    this.groups = groups;
    slots = new int[members];
    Arrays.fill(slots, -1);
    for (int slot = 0; slot < senders; slot++) {
      slots[member(slot)] = slot;
    }
  }

  /** Spreads the senders over the members, so that no order of fan-out favours a server. */
  private int member(int slot) {
    return (int) ((2L * slot + 1) * members / (2L * senders));
  }

  public int rooms() {
    return rooms;
  }

  public int members() {
    return members;
  }

  /** The number of senders of each room. */
  public int senders() {
    return senders;
  }

  public int connections() {
    return groups * members;
  }

  int seats() {
    return rooms * members;
  }

  /** Whether a connection is in several rooms, which needs an extension of the protocol. */
  boolean severalRooms() {
    return groups < rooms;
  }

  public int roomOf(int seat) {
    return seat % rooms;
  }

  int connectionOf(int seat) {
    return seat / rooms * groups + seat % rooms % groups;
  }

  /** The seat of a connection in a room, or -1. */
  int seatOf(int connection, int room) {
    if (room % groups != connection % groups) {
      return -1;
    }
    return connection / groups * rooms + room;
  }

  /** The index of a seat among its room's senders; -1 if the seat does not send. */
  int slotOf(int seat) {
    return slots[seat / rooms];
  }

  int senderSeat(int room, int slot) {
    return member(slot) * rooms + room;
  }

  /** The rooms of a connection. */
  IntStream roomsOf(int connection) {
    return IntStream.iterate(connection % groups, room -> room < rooms, room -> room + groups);
  }

  /** The seats of all senders, in turn one of each room. */
  int[] senderSeats() {
    return IntStream.range(0, rooms * senders).map(i -> senderSeat(i % rooms, i / rooms)).toArray();
  }
}

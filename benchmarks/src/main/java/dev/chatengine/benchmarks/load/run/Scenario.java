package dev.chatengine.benchmarks.load.run;

import dev.chatengine.benchmarks.load.client.ClosedLoop;
import dev.chatengine.benchmarks.load.client.Content;
import dev.chatengine.benchmarks.load.client.Layout;
import dev.chatengine.benchmarks.load.client.OpenLoop;
import dev.chatengine.benchmarks.load.client.Pace;
import java.util.List;
import java.util.Locale;

/**
 * The load on a server. In a closed loop each sender keeps a number of messages under way, and
 * sends the next when one has returned; in an open loop it sends by the clock. Without senders the
 * members do nothing.
 *
 * @param name the name in reports
 * @param rooms the number of rooms
 * @param members members of each room
 * @param senders how many members of each room send
 * @param window messages that each sender keeps under way; 0 in an open loop
 * @param rate messages a second of each sender; 0 in a closed loop
 * @param payload length of a message's content in bytes
 * @param groups as for {@link Layout}
 */
public record Scenario(
    String name,
    int rooms,
    int members,
    int senders,
    int window,
    double rate,
    int payload,
    int groups) {

  private static final int PAYLOAD = 100;

  public Scenario {
    if (senders > 0 && window > 0 == rate > 0) {
      throw new IllegalArgumentException(
          "a loop is closed (a window) or open (a rate), not both or neither");
    }
    if (payload < Content.MIN_LENGTH || payload > Content.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the payload is "
              + payload
              + " bytes, not "
              + Content.MIN_LENGTH
              + " to "
              + Content.MAX_LENGTH);
    }
  }

  public static Scenario closed(String name, int rooms, int members, int senders, int window) {
    return new Scenario(name, rooms, members, senders, window, 0, PAYLOAD, rooms);
  }

  public static Scenario open(String name, int rooms, int members, int senders, double rate) {
    return new Scenario(name, rooms, members, senders, 0, rate, PAYLOAD, rooms);
  }

  public static Scenario idle(String name, int connections, int members) {
    int rooms = (connections + members - 1) / members;
    return new Scenario(name, rooms, members, 0, 0, 0, PAYLOAD, rooms);
  }

  /** One of S1 to S6. */
  public static Scenario named(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "S1" -> closed("S1", 1, 100, 10, 4);
      case "S2" -> closed("S2", 100, 10, 1, 4);
      case "S3" -> closed("S3", 1, 1_000, 2, 2);
      case "S4" -> open("S4", 100, 10, 1, 20);
      case "S5" -> idle("S5", 10_000, 10);
      case "S6" -> open("S6", 1, 100, 10, 50);
      default -> throw new IllegalArgumentException("'" + name + "' is not one of S1 to S6");
    };
  }

  public static List<Scenario> named(List<String> names) {
    return names.stream().map(Scenario::named).toList();
  }

  boolean isIdle() {
    return senders == 0;
  }

  public boolean isOpen() {
    return rate > 0;
  }

  public Layout layout() {
    return new Layout(rooms, members, senders, groups);
  }

  /** The pace of its messages. */
  public Pace pace(Layout layout) {
    return isOpen() ? new OpenLoop(layout, rate) : new ClosedLoop(layout, window);
  }

  /** The scenario in words. */
  public String description() {
    String size =
        String.format(Locale.ROOT, "%,d %s of %,d", rooms, rooms == 1 ? "room" : "rooms", members);
    if (isIdle()) {
      return size + ", all silent";
    }
    String loop =
        isOpen()
            ? String.format(
                Locale.ROOT,
                "open loop, %,.0f deliveries a second",
                rate * senders * rooms * members)
            : "closed loop, " + window + " under way each";
    return String.format(
        Locale.ROOT, "%s, %,d sending in each, %s, %d bytes", size, senders, loop, payload);
  }
}

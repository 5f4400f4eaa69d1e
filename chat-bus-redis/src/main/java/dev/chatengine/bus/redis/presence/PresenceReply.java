package dev.chatengine.bus.redis.presence;

import dev.chatengine.bus.redis.client.RedisValues;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.MembershipChange.Kind;
import dev.chatengine.model.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The result of a script: a list of numbers, byte strings, and lists of these. */
public final class PresenceReply {
  private final List<?> values;

  PresenceReply(Object values) {
    if (!(values instanceof List<?> list)) {
      throw new IllegalStateException("a script has returned no list");
    }
    this.values = list;
  }

  public int size() {
    return values.size();
  }

  public long number(int index) {
    if (values.get(index) instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("value " + index + " of a script is no number");
  }

  public byte[] bytes(int index) {
    if (values.get(index) instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException("value " + index + " of a script is no byte string");
  }

  public String text(int index) {
    return RedisValues.text(bytes(index));
  }

  public PresenceReply list(int index) {
    return new PresenceReply(values.get(index));
  }

  /** The list at an index, as texts. */
  public List<String> texts(int index) {
    PresenceReply flat = list(index);
    return IntStream.range(0, flat.size()).mapToObj(flat::text).toList();
  }

  /** Reads the list at an index as changes of membership: five values for each. */
  public List<MembershipChange> changes(int index) {
    PresenceReply flat = list(index);
    List<MembershipChange> changes = new ArrayList<>(flat.size() / 5);
    for (int i = 0; i < flat.size(); i += 5) {
      Member member = new Member(flat.text(i + 3), flat.text(i + 4));
      changes.add(
          new MembershipChange(
              new Room(flat.text(i)), flat.number(i + 1), kind(flat.text(i + 2)), member));
    }
    return changes;
  }

  private static Kind kind(String letter) {
    return switch (letter) {
      case "J" -> Kind.JOINED;
      case "L" -> Kind.LEFT;
      case "R" -> Kind.RENAMED;
      default ->
          throw new IllegalStateException("a script has returned a change of kind " + letter);
    };
  }
}

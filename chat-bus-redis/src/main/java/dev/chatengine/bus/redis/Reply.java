package dev.chatengine.bus.redis;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.MembershipChange.Kind;
import dev.chatengine.model.Room;
import java.util.ArrayList;
import java.util.List;

/** What a script returned: a list of numbers, byte strings, and lists of these. */
final class Reply {
  private final List<?> values;

  Reply(Object values) {
    if (!(values instanceof List<?> list)) {
      throw new IllegalStateException("a script has returned no list");
    }
    this.values = list;
  }

  int size() {
    return values.size();
  }

  long number(int index) {
    if (values.get(index) instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("value " + index + " of a script is no number");
  }

  byte[] bytes(int index) {
    if (values.get(index) instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException("value " + index + " of a script is no byte string");
  }

  String text(int index) {
    return Utf8.text(bytes(index));
  }

  Reply list(int index) {
    return new Reply(values.get(index));
  }

  /** Reads the list at an index as changes of membership: five values for each. */
  List<MembershipChange> changes(int index) {
    Reply flat = list(index);
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
      default -> throw new IllegalStateException("a script has told a change of kind " + letter);
    };
  }
}

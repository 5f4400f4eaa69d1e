package dev.chatengine.engine;

import dev.chatengine.spi.OutboundFrame;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections that get what happens in a room, on this node. Belongs to the room's lane. Adding
 * and removing take the same time in rooms of any size; the order among members means nothing.
 */
final class FanOut {
  private static final int INITIAL_CAPACITY = 4;

  private @Nullable Membership[] members = new Membership[INITIAL_CAPACITY];
  private int size;

  int size() {
    return size;
  }

  void add(Membership membership) {
    if (size == members.length) {
      members = Arrays.copyOf(members, size * 2);
    }
    membership.index = size;
    members[size++] = membership;
  }

  void remove(Membership membership) {
    int index = membership.index;
    if (index < 0) {
      return;
    }
    Membership last = member(--size);
    members[index] = last;
    last.index = index;
    members[size] = null;
    membership.index = -1;
    if (members.length > INITIAL_CAPACITY && size < members.length / 4) {
      members = Arrays.copyOf(members, members.length / 2);
    }
  }

  /** Enqueues a frame for everybody. */
  void send(OutboundFrame frame) {
    for (int i = 0; i < size; i++) {
      member(i).outbound.send(frame);
    }
  }

  /** Enqueues a frame for those who have opted in to the extensions, made if there are any. */
  void sendToExtended(Supplier<OutboundFrame> frame) {
    OutboundFrame made = null;
    for (int i = 0; i < size; i++) {
      if (member(i).extended) {
        made = made == null ? frame.get() : made;
        member(i).outbound.send(made);
      }
    }
  }

  /** Enqueues a frame that can be spared for everybody but one user. */
  void sendIfRoomExcept(OutboundFrame frame, String userId) {
    for (int i = 0; i < size; i++) {
      Membership member = member(i);
      if (!member.session.userId().equals(userId)) {
        member.outbound.sendIfRoom(frame);
      }
    }
  }

  /** Whether one of the connections is the user's. */
  boolean hasUser(String userId) {
    for (int i = 0; i < size; i++) {
      if (member(i).session.userId().equals(userId)) {
        return true;
      }
    }
    return false;
  }

  void forEach(Consumer<Membership> action) {
    for (int i = 0; i < size; i++) {
      action.accept(member(i));
    }
  }

  void flush() {
    for (int i = 0; i < size; i++) {
      member(i).outbound.flush();
    }
  }

  private Membership member(int index) {
    Membership member = members[index];
    if (member == null) {
      throw new IllegalStateException("no member at " + index + " of " + size);
    }
    return member;
  }
}

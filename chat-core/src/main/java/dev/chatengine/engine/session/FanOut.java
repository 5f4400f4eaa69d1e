package dev.chatengine.engine.session;

import dev.chatengine.spi.OutboundFrame;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a room on this node. Belongs to the room's lane. Adding and removing take
 * constant time; the order of the members has no meaning.
 */
public final class FanOut {
  private static final int INITIAL_CAPACITY = 4;

  private @Nullable Membership[] members = new Membership[INITIAL_CAPACITY];

  /**
   * The members' queues, each at its member's index, so that sending a frame need not read the
   * members.
   */
  private @Nullable Outbound[] queues = new Outbound[INITIAL_CAPACITY];

  private int size;
  private boolean dirty;

  public int size() {
    return size;
  }

  public void add(Membership membership) {
    if (size == members.length) {
      resize(size * 2);
    }
    membership.index = size;
    members[size] = membership;
    queues[size] = membership.outbound;
    size++;
  }

  public void remove(Membership membership) {
    int index = membership.index;
    if (index < 0) {
      return;
    }
    Membership last = member(--size);
    members[index] = last;
    queues[index] = last.outbound;
    last.index = index;
    members[size] = null;
    queues[size] = null;
    membership.index = -1;
    if (members.length > INITIAL_CAPACITY && size < members.length / 4) {
      resize(members.length / 2);
    }
  }

  private void resize(int capacity) {
    members = Arrays.copyOf(members, capacity);
    queues = Arrays.copyOf(queues, capacity);
  }

  /** Enqueues a frame for all members. */
  public void send(OutboundFrame frame) {
    for (int i = 0; i < size; i++) {
      queue(i).send(frame);
    }
  }

  /** Enqueues a frame for clients with the extensions; made only if there are any. */
  public void sendToExtended(Supplier<OutboundFrame> frame) {
    OutboundFrame made = null;
    for (int i = 0; i < size; i++) {
      if (member(i).extended) {
        made = made == null ? frame.get() : made;
        member(i).outbound.send(made);
      }
    }
  }

  /** Enqueues a droppable frame for all members but one user. */
  public void sendDroppableExcept(OutboundFrame frame, String userId) {
    for (int i = 0; i < size; i++) {
      Membership member = member(i);
      if (!member.session.userId().equals(userId)) {
        member.outbound.sendDroppable(frame);
      }
    }
  }

  public void forEach(Consumer<Membership> action) {
    for (int i = 0; i < size; i++) {
      action.accept(member(i));
    }
  }

  /** Notes that frames are queued; false if this was noted already. */
  public boolean markDirty() {
    boolean first = !dirty;
    dirty = true;
    return first;
  }

  /** Whether frames are queued that have not been flushed. */
  public boolean isDirty() {
    return dirty;
  }

  public void flush() {
    dirty = false;
    for (int i = 0; i < size; i++) {
      queue(i).flush();
    }
  }

  private Membership member(int index) {
    return present(members[index], index);
  }

  private Outbound queue(int index) {
    return present(queues[index], index);
  }

  private <T> T present(@Nullable T one, int index) {
    if (one == null) {
      throw new IllegalStateException("no member at " + index + " of " + size);
    }
    return one;
  }
}

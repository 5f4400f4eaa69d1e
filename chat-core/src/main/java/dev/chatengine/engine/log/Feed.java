package dev.chatengine.engine.log;

import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a room's messages into the order of their numbers, each once. Belongs to the room's lane.
 *
 * <p>A message that is next is delivered, an old one dropped. One beyond the next waits, for two
 * nodes that write at once overtake each other all the time; if those before it do not come, they
 * are read from the store. Only an answer of the store, compared with the position as it was when
 * asked, resets the feed to another epoch.
 */
public final class Feed {
  /** More messages beyond the next than that are not worth keeping: the store has them. */
  static final int MAX_EARLY = 1_000;

  private final Target target;
  private final TreeMap<Long, Message> early = new TreeMap<>();
  private @Nullable Position position;

  /** The highest number of this epoch that is known of; until it is delivered, some are missing. */
  private long highestSeq;

  Feed(Target target) {
    this.target = target;
  }

  /** What a feed delivers to, and whom it asks for what is missing. */
  interface Target {
    /** The next message. */
    void deliver(Message message);

    /**
     * Messages are missing, or of another epoch: wait a little if {@code mayCome}, then read. If
     * the store has been asked already and {@code mayCome} is false, its answer may be older than
     * what was received, so that it has to be asked once more.
     */
    void missing(boolean mayCome);
  }

  public boolean isStarted() {
    return position != null;
  }

  public Position position() {
    Position current = position;
    if (current == null) {
      throw new IllegalStateException("the feed was not started");
    }
    return current;
  }

  /** Begins at a position; what is there already has been delivered by other means. */
  public void start(Position start) {
    boolean full = early.size() >= MAX_EARLY;
    boolean dropped = dropOtherEpochs(start);
    position = start;
    highestSeq = early.isEmpty() ? 0 : early.lastKey();
    deliverEarly();
    if (full || dropped) {
      target.missing(false);
    } else if (isBehind()) {
      target.missing(true);
    }
  }

  /**
   * Where to begin for members who were shown no history, and have been shown nothing of what was
   * received meanwhile: at a position, or before the first message that was received, if that is
   * not beyond it.
   */
  public Position beginningForMembers(Position start) {
    dropOtherEpochs(start);
    boolean receivedEarlier = !early.isEmpty() && early.firstKey() <= start.seq();
    return receivedEarlier
        ? new Position(start.epoch(), early.firstKey() - 1, start.revision())
        : start;
  }

  /**
   * Drops what came before the start and is of another epoch than the log has now. An empty log has
   * the epoch of the first message that comes.
   */
  private boolean dropOtherEpochs(Position start) {
    Message first = start.epoch().equals(Position.NO_EPOCH) ? early.get(1L) : null;
    String epoch = first == null ? start.epoch() : first.epoch();
    return early.values().removeIf(message -> !message.epoch().equals(epoch));
  }

  /** Whether messages are known of that have not been delivered. */
  public boolean isBehind() {
    return position != null && highestSeq > position.seq();
  }

  /** Whether a message waits for those before it, and is then delivered. */
  public boolean isHolding(Message message) {
    if (position == null || early.isEmpty()) {
      return false;
    }
    Message held = early.get(message.seq());
    return held != null && held.id().equals(message.id());
  }

  /** Ends the feed: what waits for those before it is not delivered, but given to somebody else. */
  public void end(Consumer<Message> rest) {
    early.values().forEach(rest);
    early.clear();
  }

  /** The log of this epoch goes at least so far. */
  void raiseHead(long seq) {
    highestSeq = Math.max(highestSeq, seq);
    if (isBehind()) {
      target.missing(true);
    }
  }

  /** A message that was stored, here or elsewhere; in any order and any number of times. */
  public void offer(Message message) {
    Position current = position;
    if (current == null) {
      keep(message);
      return;
    }
    // An empty log has the epoch of the first message that comes.
    boolean begins = current.epoch().equals(Position.NO_EPOCH);
    if (!begins && !message.epoch().equals(current.epoch())) {
      target.missing(false);
      return;
    }
    if (message.seq() == current.seq() + 1) {
      advance(message);
      deliverEarly();
    } else if (message.seq() > current.seq()) {
      keep(message);
      target.missing(true);
    }
  }

  /**
   * What the store has after a position.
   *
   * @param asked the position as it was when asked
   * @param page the messages after its {@code seq}
   */
  public void read(Position asked, Page page) {
    Position current = position;
    if (current == null) {
      return;
    }
    Head head = page.head();
    if (!head.epoch().equals(current.epoch()) && !current.epoch().equals(Position.NO_EPOCH)) {
      if (current.equals(asked)) {
        // The log was evicted, deleted or restarted: go on where its new epoch begins.
        early.clear();
        highestSeq = 0;
        position = head.start();
      }
      // Where it has moved on meanwhile, only an answer to a new question says where to go on.
      target.missing(false);
      return;
    }
    for (Message message : page.messages()) {
      Position before = position();
      if (message.seq() > before.seq()) {
        if (message.seq() > before.seq() + 1) {
          // Those in between have expired: they can be delivered to nobody any more.
          position = new Position(before.epoch(), message.seq() - 1, before.revision());
        }
        advance(message);
      }
    }
    deliverEarly();
    if (page.hasMore()) {
      target.missing(false);
    } else if (head.seq() > position().seq()) {
      // The rest up to the head has expired.
      position = new Position(head.epoch(), head.seq(), position().revision());
      deliverEarly();
    }
  }

  private void advance(Message message) {
    boolean begins = position().epoch().equals(Position.NO_EPOCH);
    if (begins && early.values().removeIf(other -> !other.epoch().equals(message.epoch()))) {
      highestSeq = early.isEmpty() ? 0 : early.lastKey();
      target.missing(false);
    }
    position = new Position(message.epoch(), message.seq(), position().revision());
    target.deliver(message);
  }

  private void deliverEarly() {
    while (!early.isEmpty() && early.firstKey() <= position().seq() + 1) {
      Message message = early.pollFirstEntry().getValue();
      if (message.seq() == position().seq() + 1) {
        advance(message);
      }
    }
  }

  private void keep(Message message) {
    highestSeq = Math.max(highestSeq, message.seq());
    if (early.size() < MAX_EARLY) {
      early.put(message.seq(), message);
    }
  }
}

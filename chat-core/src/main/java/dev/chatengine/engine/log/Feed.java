package dev.chatengine.engine.log;

import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a log's messages into the order of their numbers, each once. Belongs to the log's lane.
 *
 * <p>The next message is delivered, an old one is dropped. A message beyond the next waits, since
 * messages of several nodes often overtake each other; if the missing ones do not come, they are
 * read from the store. The feed changes to another epoch only after a read of the store that began
 * at the feed's present position.
 */
public final class Feed {
  /** How many messages beyond the next are kept; further ones are read from the store. */
  static final int MAX_EARLY = 1_000;

  private final Target target;
  private final TreeMap<Long, Message> early = new TreeMap<>();
  private @Nullable Position position;

  /** The highest number seen in this epoch; until it is delivered, messages are missing. */
  private long highestSeq;

  Feed(Target target) {
    this.target = target;
  }

  /** Takes a feed's messages, and reads missing ones. */
  interface Target {
    /** The next message. */
    void deliver(Message message);

    /**
     * Messages are missing, or of another epoch: wait a little if {@code mayCome}, then read the
     * store. If a read is under way and {@code mayCome} is false, its result may be too old: read
     * once more.
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

  /** Begins after a position. */
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
   * Where to begin for members that were sent neither history nor the messages received meanwhile:
   * at a position, or before the first received message if that is earlier.
   */
  public Position beginningForMembers(Position start) {
    dropOtherEpochs(start);
    boolean receivedEarlier = !early.isEmpty() && early.firstKey() <= start.seq();
    return receivedEarlier
        ? new Position(start.epoch(), early.firstKey() - 1, start.revision())
        : start;
  }

  /**
   * Drops early messages of another epoch than the log has now. An empty log gets the epoch of its
   * first message.
   */
  private boolean dropOtherEpochs(Position start) {
    Message first = start.epoch().equals(Position.NO_EPOCH) ? early.get(1L) : null;
    String epoch = first == null ? start.epoch() : first.epoch();
    return early.values().removeIf(message -> !message.epoch().equals(epoch));
  }

  /** Whether messages are missing. */
  public boolean isBehind() {
    return position != null && highestSeq > position.seq();
  }

  /** Whether a message waits for missing ones, and is delivered later. */
  public boolean isHolding(Message message) {
    if (position == null || early.isEmpty()) {
      return false;
    }
    Message held = early.get(message.seq());
    return held != null && held.id().equals(message.id());
  }

  /** Ends the feed, and passes on the messages that still wait. */
  public void end(Consumer<Message> rest) {
    early.values().forEach(rest);
    early.clear();
  }

  /** The log has at least this number in this epoch. */
  void raiseHead(long seq) {
    highestSeq = Math.max(highestSeq, seq);
    if (isBehind()) {
      target.missing(true);
    }
  }

  /** Takes a stored message; in any order and any number of times. */
  public void offer(Message message) {
    Position current = position;
    if (current == null) {
      keep(message);
      return;
    }
    // An empty log gets the epoch of its first message.
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
   * Takes the result of a read of the store.
   *
   * @param asked the position when the store was asked
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
        // The log was evicted, deleted or restarted: continue where its new epoch begins.
        early.clear();
        highestSeq = 0;
        position = head.start();
      }
      // If the feed has moved on meanwhile, only a new read shows where to continue.
      target.missing(false);
      return;
    }
    for (Message message : page.messages()) {
      Position before = position();
      if (message.seq() > before.seq()) {
        if (message.seq() > before.seq() + 1) {
          // The messages in between have expired.
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

package dev.chatengine.engine.log;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.spi.MessageStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one conversation's log for the clients of this node: delivers messages in order, each
 * once, and reads messages that the bus has lost from the store. Belongs to the conversation's
 * lane; every method is called there.
 */
public final class LogFollower implements Feed.Target {
  private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

  private static final Duration REORDER_WAIT = Duration.ofMillis(20);

  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int READ_PAGE = 500;

  public final Feed feed = new Feed(this);

  private final Conversation conversation;
  private final Lane lane;
  private final NodeContext context;
  private final Consumer<Conversation> recheck;
  private final Listener listener;

  /** Kept while a client is catching up, which may need these messages. */
  private @Nullable RecentMessages recent;

  private boolean reading;

  /** How long an early message waits for missing ones before the store is read. */
  private Duration readDelay = REORDER_WAIT;

  /** The read under way may be too old: read once more after it. */
  private boolean readAgain;

  /** The store's log ended before the feed's position when it was compared last. */
  private boolean wentBack;

  /**
   * @param recheck compares a conversation with the store again
   */
  public LogFollower(
      Conversation conversation,
      Lane lane,
      NodeContext context,
      Consumer<Conversation> recheck,
      Listener listener) {
    this.conversation = conversation;
    this.lane = lane;
    this.context = context;
    this.recheck = recheck;
    this.listener = listener;
  }

  /** Takes the messages of the log. */
  public interface Listener {
    /**
     * The log is followed from now on.
     *
     * @param position the head of the log
     * @return where the feed begins: there, or before messages that were received meanwhile
     */
    Position begin(Position position);

    /** The next message of the log. */
    void onNext(Message message);

    /** Whether the log still has to be followed. */
    boolean isOpen();
  }

  public void keepRecent() {
    if (recent == null) {
      recent = new RecentMessages();
    }
  }

  public void dropRecent() {
    recent = null;
  }

  /** The recently delivered messages after a position, or null if some are not kept any more. */
  @Nullable List<Message> recentAfter(Position position) {
    return recent == null ? null : recent.after(position, feed.position());
  }

  @Override
  public void deliver(Message message) {
    if (recent != null) {
      recent.add(message);
    }
    listener.onNext(message);
  }

  // ---- beginning

  /** Follows the log from a position on, unless it is followed already. */
  public void startAt(Position position) {
    if (!feed.isStarted()) {
      feed.start(listener.begin(position));
    }
  }

  /** Begins at the head of the log. */
  void startAtHead() {
    if (feed.isStarted()) {
      return;
    }
    context.store.call(
        lane,
        store -> store.heads(Set.of(conversation)),
        new Callback<Map<Conversation, Head>>() {
          @Override
          public void onSuccess(Map<Conversation, Head> heads) {
            startAt(heads.getOrDefault(conversation, Head.EMPTY).position());
          }

          @Override
          public void onFailure(Throwable cause) {
            if (listener.isOpen()) {
              lane.scheduler.schedule(RETRY, () -> lane.execute(LogFollower.this::startAtHead));
            }
          }
        });
  }

  // ---- what is missing

  @Override
  public void missing(boolean mayCome) {
    if (reading) {
      readAgain |= !mayCome;
      return;
    }
    reading = true;
    if (mayCome) {
      awaitNext();
    } else {
      read();
    }
  }

  /**
   * Gives the next message a little time to arrive by the bus; then the next missing one, if any.
   * So messages that only overtake each other cost no read.
   */
  private void awaitNext() {
    Position position = feed.position();
    lane.scheduler.schedule(
        readDelay,
        () ->
            lane.execute(
                () -> {
                  if (readAgain || feed.position().equals(position)) {
                    read();
                    return;
                  }
                  readDelay = REORDER_WAIT;
                  if (feed.isBehind()) {
                    awaitNext();
                  } else {
                    reading = false;
                  }
                }));
  }

  private void read() {
    lane.messageReads.take(this::readNow);
  }

  private void readNow() {
    if (!listener.isOpen() || !feed.isStarted()) {
      reading = false;
      lane.messageReads.end();
      return;
    }
    readAgain = false;
    Position asked = feed.position();
    context.store.call(
        lane,
        store ->
            store.after(conversation, asked.seq(), Math.min(READ_PAGE, MessageStore.MAX_LIMIT)),
        new Callback<Page>() {
          @Override
          public void onSuccess(Page page) {
            lane.messageReads.end();
            if (!listener.isOpen()) {
              return;
            }
            reading = false;
            Position before = feed.position();
            feed.read(asked, page);
            if (!page.hasMore() && !feed.position().equals(before)) {
              context.counters.gapsHealed.increment();
            }
            boolean unchanged = feed.position().equals(asked);
            // A message that the store does not have yet is not asked for over and over.
            readDelay =
                unchanged
                    ? Collections.min(List.of(readDelay.multipliedBy(2), RETRY))
                    : REORDER_WAIT;
            if (readAgain) {
              missing(false);
            } else if (feed.isBehind()) {
              missing(true);
            }
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG,
                "Cannot read {} after {}, trying again: {}",
                conversation,
                asked,
                cause.toString());
            lane.messageReads.end();
            lane.scheduler.schedule(RETRY, () -> lane.execute(LogFollower.this::read));
          }
        });
  }

  // ---- the store's head

  /**
   * Compares the feed with the head that the store has.
   *
   * @param asked the feed's position when the store was asked
   */
  public void compareHead(Position asked, Head head) {
    if (!feed.isStarted()) {
      return;
    }
    Position position = feed.position();
    if (!head.epoch().equals(position.epoch())) {
      wentBack = false;
      missing(false);
    } else if (head.seq() >= asked.seq() || !asked.sameEpoch(position)) {
      wentBack = false;
      feed.raiseHead(head.seq());
    } else if (wentBack) {
      wentBack = false;
      restart(head);
    } else {
      // The first time it may be a server that lags behind.
      wentBack = true;
      lane.scheduler.schedule(RETRY, () -> recheck.accept(conversation));
    }
  }

  /** The log has lost messages that were delivered, for example because a backup was restored. */
  private void restart(Head head) {
    context.log.warn(
        LOG,
        "The log of {} ends at {} and was at {}: it gets a new epoch",
        conversation,
        head.position(),
        feed.position());
    context.store.call(
        lane,
        store -> store.restart(conversation, head.epoch()),
        new Callback<Head>() {
          @Override
          public void onSuccess(Head restarted) {
            missing(false);
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(LOG, "Cannot give {} a new epoch: {}", conversation, cause.toString());
          }
        });
  }
}

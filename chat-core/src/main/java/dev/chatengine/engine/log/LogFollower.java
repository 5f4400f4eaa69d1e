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
 * Follows one conversation's log for those who are there on this node: what is said is delivered in
 * order, each message once, and what the bus did not bring is read from the store. Belongs to the
 * conversation's lane; every method is called there.
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

  /** Kept while somebody is on its way in, who may have to catch up with it. */
  private @Nullable RecentMessages recent;

  private boolean reading;

  /** How long a message beyond the next waits for those before it to come by the bus. */
  private Duration readDelay = REORDER_WAIT;

  /** The answer under way may be too old: the store is to be asked once more. */
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

  /** Those for whom the log is followed. */
  public interface Listener {
    /**
     * The log is followed from now on.
     *
     * @param position where the log stands
     * @return where the feed begins: there, or before what was received meanwhile
     */
    Position begin(Position position);

    /** The next message of the log. */
    void onNext(Message message);

    /** Whether anybody is left. */
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

  /**
   * The messages after a position that were delivered lately, or null if they are not all there.
   */
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

  /** Begins where the log ends now. */
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
   * Gives the next message a little time to come by the bus. If it has come and another is missing
   * by then, that one gets the same: so what overtakes each other all the time costs no read.
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
            // What the store does not have, and is known of, is not asked for over and over.
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

  // ---- what the store says

  /**
   * The store's log goes this far.
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
      // Once may be a server that lags behind for a moment.
      wentBack = true;
      lane.scheduler.schedule(RETRY, () -> recheck.accept(conversation));
    }
  }

  /** The log has lost messages that were shown, as a restored backup has. */
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

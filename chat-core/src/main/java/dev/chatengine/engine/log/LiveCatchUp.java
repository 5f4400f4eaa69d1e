package dev.chatengine.engine.log;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.session.Outbound;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.spi.CloseCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one client from the end of its history to the position of the feed, after which it gets
 * live messages. Belongs to the conversation's lane.
 */
final class LiveCatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(LiveCatchUp.class);

  /** How long the feed may take to reach the client's position. */
  private static final Duration FEED_CATCHES_UP = Duration.ofMillis(20);

  /** How many attempts without progress are made. */
  private static final int MAX_ATTEMPTS = 50;

  static final int READ_PAGE = 200;

  private final NodeContext context;
  private final Executor steps;
  private final LogFollower log;
  private final Conversation conversation;
  private final Outbound outbound;
  private final ChunkedSender parts;
  private final CatchUpListener listener;

  /** How far the client has been sent the log. */
  private Position position = Position.EMPTY;

  private int attempts;

  LiveCatchUp(
      NodeContext context,
      Executor steps,
      LogFollower log,
      Conversation conversation,
      Outbound outbound,
      ChunkedSender parts,
      CatchUpListener listener) {
    this.context = context;
    this.steps = steps;
    this.log = log;
    this.conversation = conversation;
    this.outbound = outbound;
    this.parts = parts;
    this.listener = listener;
  }

  /** Begins at the client's position. */
  public void start(Position from) {
    position = from;
    catchUp();
  }

  private void catchUp() {
    if (outbound.isClosed() || !log.feed.isStarted()) {
      listener.onCaughtUp();
      return;
    }
    Position current = log.feed.position();
    if (!position.epoch().equals(current.epoch())) {
      findEpoch();
    } else if (position.seq() == current.seq()) {
      listener.onCaughtUp();
    } else if (position.seq() < current.seq()) {
      List<Message> passed = log.recentAfter(position);
      if (passed == null) {
        readPassed();
      } else {
        sendPassed(passed);
      }
    } else {
      awaitFeed();
    }
  }

  private void sendPassed(List<Message> passed) {
    attempts = 0;
    parts.send(
        passed,
        (part, last) -> {
          part.forEach(message -> outbound.send(listener.encode(message)));
          position = lastPosition(position, part);
        },
        this::catchUp);
  }

  private void readPassed() {
    context.store.call(
        steps,
        store -> store.after(conversation, position.seq(), READ_PAGE),
        new PassedAnswer<Page>() {
          @Override
          public void onSuccess(Page page) {
            List<Message> messages = page.messages();
            if (!page.head().epoch().equals(position.epoch()) || messages.isEmpty()) {
              log.missing(false);
              tryAgain();
            } else {
              messages.forEach(log.feed::offer);
              sendPassed(messages);
            }
          }
        });
  }

  /** The client is ahead of the feed: reads the messages for the feed, and waits a little. */
  private void awaitFeed() {
    Position before = log.feed.position();
    context.store.call(
        steps,
        store -> store.after(conversation, before.seq(), READ_PAGE),
        new PassedAnswer<Page>() {
          @Override
          public void onSuccess(Page page) {
            page.messages().forEach(log.feed::offer);
            if (log.feed.position().equals(before)) {
              log.missing(false);
              tryAgain();
            } else {
              catchUp();
            }
          }
        });
  }

  /** The client and the feed have different epochs: asks the store for the present one. */
  private void findEpoch() {
    context.store.call(
        steps,
        store -> store.heads(Set.of(conversation)),
        new PassedAnswer<Map<Conversation, Head>>() {
          @Override
          public void onSuccess(Map<Conversation, Head> heads) {
            Head head = heads.getOrDefault(conversation, Head.EMPTY);
            String feedEpoch = log.feed.position().epoch();
            if (feedEpoch.equals(position.epoch())) {
              // The feed has changed to the client's epoch.
              catchUp();
            } else if (head.epoch().equals(feedEpoch)) {
              position = head.start();
              listener.onEpochChanged(position).forEach(outbound::send);
              catchUp();
            } else {
              log.missing(false);
              tryAgain();
            }
          }
        });
  }

  private abstract class PassedAnswer<T> implements Callback<T> {
    @Override
    public void onFailure(Throwable cause) {
      context.log.warn(
          LOG, "Cannot catch up with {}, trying again: {}", conversation, cause.toString());
      tryAgain();
    }
  }

  private void tryAgain() {
    if (context.store.isAway() || ++attempts <= MAX_ATTEMPTS) {
      context.scheduler.schedule(FEED_CATCHES_UP, () -> steps.execute(this::catchUp));
    } else {
      context.log.warn(LOG, "A client cannot catch up with {}, closing it", conversation);
      requireReconnect();
    }
  }

  /** The missing messages cannot be read: the client has to connect again. */
  void requireReconnect() {
    outbound.close(CloseCode.RESTARTING, "the messages are unavailable at the moment");
    listener.onCaughtUp();
  }

  static Position lastPosition(Position before, List<Message> messages) {
    if (messages.isEmpty()) {
      return before;
    }
    Message last = messages.get(messages.size() - 1);
    return last.seq() > before.seq()
        ? new Position(last.epoch(), last.seq(), before.revision())
        : before;
  }
}

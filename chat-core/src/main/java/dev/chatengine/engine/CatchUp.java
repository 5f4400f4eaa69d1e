package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.protocol.Since;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one client to the place of a log that is followed on this node. Belongs to the
 * conversation's lane.
 *
 * <p>First what was said before, up to where the log went when that began; then what was said
 * meanwhile, until the client's place is that of the feed. Nothing live is held back for it: what
 * passes by is read. Everything goes out in parts, as the client takes them.
 */
final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  /** How long the feed is given to catch up with what the client has been shown already. */
  private static final Duration FEED_CATCHES_UP = Duration.ofMillis(20);

  /** So often it is tried to agree with the feed without any progress. */
  private static final int MAX_ATTEMPTS = 50;

  private static final int READ_PAGE = 200;

  private final NodeContext context;
  private final Lane lane;
  private final LogFollower log;
  private final Scope scope;
  private final Conversation conversation;
  private final Request request;
  private final Outbound outbound;
  private final Parts parts;
  private final Way way;

  /** What the client has of the log, or null if it wants to see the newest. */
  private final @Nullable Since since;

  /** How far the log went when the history was read first. */
  private Position target = Position.EMPTY;

  /** How far the client has been sent the log. */
  private Position place = Position.EMPTY;

  private boolean isFirstPart = true;
  private int attempts;

  CatchUp(
      NodeContext context,
      Lane lane,
      LogFollower log,
      Scope scope,
      Request request,
      @Nullable Since since,
      Way way) {
    this.context = context;
    this.lane = lane;
    this.log = log;
    this.scope = scope;
    this.conversation = scope.conversation();
    this.request = request;
    this.outbound = request.session().outbound();
    this.parts = new Parts(lane, outbound);
    this.since = since;
    this.way = way;
  }

  /** What comes around the messages, and what they are in frames. */
  interface Way {
    /** What comes before the history, which reaches a place. */
    List<OutboundFrame> framesBeforeHistory(Position at);

    /** What comes after the history and before what is new. */
    List<OutboundFrame> framesAfterHistory();

    /** A message that is new to the client. */
    OutboundFrame encode(Message message);

    /** What is told when the log has started again, at a place. */
    List<OutboundFrame> onEpochChanged(Position at);

    /** The client is where the feed is, or is gone: from now on it gets what is live. */
    void onCaughtUp();
  }

  void start() {
    Since from = since;
    parts.whenThereIsRoom(
        () -> {
          if (from == null) {
            readNewest(null);
          } else {
            readMissed(from);
          }
        });
  }

  // ---- what was said before

  /**
   * Shows the newest messages, in one part as the base protocol has it.
   *
   * @param complete what the client is told of what it asked for
   */
  private void readNewest(@Nullable Boolean complete) {
    context.store.call(
        lane,
        store -> store.before(conversation, Long.MAX_VALUE, context.settings.historyOnJoin()),
        new HistoryAnswer() {
          @Override
          public void done(Page page) {
            // A page may go beyond its head.
            target = lastPlace(page.head().position(), page.messages());
            log.startAt(target);
            parts.whenThereIsRoom(() -> sendNewest(target, page.messages(), complete));
          }
        });
  }

  /** Sends all that the base protocol has on joining, at once. */
  private void sendNewest(Position at, List<Message> messages, @Nullable Boolean complete) {
    place = at;
    List<OutboundFrame> frames = new ArrayList<>(way.framesBeforeHistory(at));
    frames.add(context.encoder.encode(history(messages, complete, false)));
    frames.addAll(way.framesAfterHistory());
    outbound.sendWhole(frames);
    outbound.flush();
    catchUp();
  }

  /** Shows what came after what the client has, or the newest if that cannot be told. */
  private void readMissed(Since from) {
    context.store.call(
        lane,
        store -> {
          Page page = store.after(conversation, from.seq(), READ_PAGE);
          long first = page.head().seq() - context.settings.maxMissed();
          return first > from.seq() ? store.after(conversation, first, READ_PAGE) : page;
        },
        new HistoryAnswer() {
          @Override
          public void done(Page page) {
            Position head = page.head().position();
            if (isOld(from, head)) {
              readNewest(false);
              return;
            }
            target = head;
            place = new Position(head.epoch(), from.seq(), head.revision());
            log.startAt(head);
            parts.whenThereIsRoom(
                () -> {
                  way.framesBeforeHistory(head).forEach(outbound::send);
                  sendMissed(page, isComplete(from, page));
                });
          }
        });
  }

  /** Whether a place is of another log than this, or of one that was longer. */
  private static boolean isOld(Since from, Position head) {
    boolean fromBeginning = from.epoch().equals(Position.NO_EPOCH) && from.seq() == 0;
    boolean sameLog = fromBeginning || from.epoch().equals(head.epoch());
    Long revision = from.revision();
    return !sameLog || from.seq() > head.seq() || (revision != null && revision > head.revision());
  }

  private static boolean isComplete(Since from, Page page) {
    return page.messages().isEmpty()
        ? page.head().seq() <= from.seq()
        : page.messages().get(0).seq() == from.seq() + 1;
  }

  private void sendMissed(Page page, boolean complete) {
    List<Message> missed =
        page.messages().stream().filter(message -> message.seq() <= target.seq()).toList();
    boolean more = page.hasMore() && !reaches(missed);
    parts.send(
        missed,
        (part, last) -> {
          outbound.send(
              context.encoder.encode(history(part, isFirstPart ? complete : null, more || !last)));
          isFirstPart = false;
          place = lastPlace(place, part);
        },
        () -> {
          if (more && !outbound.isClosed()) {
            readOn();
          } else {
            place = target;
            sendChanges();
          }
        });
  }

  private boolean reaches(List<Message> missed) {
    return !missed.isEmpty() && missed.get(missed.size() - 1).seq() >= target.seq();
  }

  private void readOn() {
    context.store.call(
        lane,
        store -> store.after(conversation, place.seq(), READ_PAGE),
        new HistoryAnswer() {
          @Override
          public void done(Page page) {
            if (page.head().epoch().equals(target.epoch())) {
              sendMissed(page, true);
            } else {
              // The log has started again meanwhile; what follows is caught up with.
              place = target;
              sendChanges();
            }
          }
        });
  }

  /** Sends the messages that the client had and that have changed since. */
  private void sendChanges() {
    Since from = since;
    Long revision = from == null ? null : from.revision();
    if (from == null || revision == null || revision >= target.revision()) {
      close();
    } else {
      readChanges(from, revision);
    }
  }

  private void readChanges(Since from, long revision) {
    context.store.call(
        lane,
        store -> store.amendments(conversation, revision, READ_PAGE),
        new HistoryAnswer() {
          @Override
          public void done(Page page) {
            List<Message> changed =
                page.messages().stream().filter(message -> message.seq() <= from.seq()).toList();
            Runnable then =
                () -> {
                  List<Message> all = page.messages();
                  if (page.hasMore() && !all.isEmpty() && !outbound.isClosed()) {
                    readChanges(from, all.get(all.size() - 1).revision());
                  } else {
                    close();
                  }
                };
            parts.send(changed, (part, last) -> part.forEach(CatchUp.this::sendChange), then);
          }
        });
  }

  private void sendChange(Message message) {
    outbound.send(context.encoder.encode(new ServerFrame.MessageUpdated(scope, message)));
  }

  private void close() {
    parts.whenThereIsRoom(
        () -> {
          outbound.sendWhole(way.framesAfterHistory());
          outbound.flush();
          catchUp();
        });
  }

  private ServerFrame.MessageHistory history(
      List<Message> messages, @Nullable Boolean complete, boolean more) {
    return new ServerFrame.MessageHistory(scope, messages, complete, more, request.ref());
  }

  /** The history cannot be read: the client is told, and follows what is live. */
  private abstract class HistoryAnswer implements Answer<Page> {
    @Override
    public void failed(Throwable cause) {
      context.log.warn(LOG, "Cannot read the history of {}, going on without", conversation, cause);
      log.startAtHead();
      request.failIn(scope, ProtocolError.HISTORY_UNAVAILABLE);
      if (isFirstPart) {
        parts.whenThereIsRoom(
            () -> sendNewest(placeUnread(), List.of(), since == null ? null : false));
      } else {
        // What is missing now cannot be told any more but by beginning again.
        comeAgain();
      }
    }
  }

  /** Where a client goes on that cannot be shown anything: not before what it has. */
  private Position placeUnread() {
    if (!log.feed.isStarted()) {
      return Position.EMPTY;
    }
    Position current = log.feed.place();
    Since from = since;
    if (from == null || from.seq() <= current.seq()) {
      return current;
    }
    // A feed that takes the log for empty may not have heard of its beginning.
    boolean sameLog =
        from.epoch().equals(current.epoch()) || current.epoch().equals(Position.NO_EPOCH);
    return sameLog ? new Position(from.epoch(), from.seq(), current.revision()) : current;
  }

  // ---- what has happened meanwhile

  private void catchUp() {
    if (outbound.isClosed() || !log.feed.isStarted()) {
      way.onCaughtUp();
      return;
    }
    Position current = log.feed.place();
    if (!place.epoch().equals(current.epoch())) {
      findEpoch();
    } else if (place.seq() == current.seq()) {
      way.onCaughtUp();
    } else if (place.seq() < current.seq()) {
      List<Message> passed = log.recentAfter(place);
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
          part.forEach(message -> outbound.send(way.encode(message)));
          place = lastPlace(place, part);
        },
        this::catchUp);
  }

  private void readPassed() {
    context.store.call(
        lane,
        store -> store.after(conversation, place.seq(), READ_PAGE),
        new PassedAnswer<Page>() {
          @Override
          public void done(Page page) {
            List<Message> messages = page.messages();
            if (!page.head().epoch().equals(place.epoch()) || messages.isEmpty()) {
              log.missing(false);
              tryAgain();
            } else {
              messages.forEach(log.feed::offer);
              sendPassed(messages);
            }
          }
        });
  }

  /** The feed knows less than the client has been shown: it is told, and given a little time. */
  private void awaitFeed() {
    Position before = log.feed.place();
    context.store.call(
        lane,
        store -> store.after(conversation, before.seq(), READ_PAGE),
        new PassedAnswer<Page>() {
          @Override
          public void done(Page page) {
            page.messages().forEach(log.feed::offer);
            if (log.feed.place().equals(before)) {
              log.missing(false);
              tryAgain();
            } else {
              catchUp();
            }
          }
        });
  }

  /** The client and the feed go by different logs: the store says which one there is. */
  private void findEpoch() {
    context.store.call(
        lane,
        store -> store.heads(Set.of(conversation)),
        new PassedAnswer<Map<Conversation, Head>>() {
          @Override
          public void done(Map<Conversation, Head> heads) {
            Head head = heads.getOrDefault(conversation, Head.EMPTY);
            String feedEpoch = log.feed.place().epoch();
            if (feedEpoch.equals(place.epoch())) {
              // It was the feed that had to find it.
              catchUp();
            } else if (head.epoch().equals(feedEpoch)) {
              place = head.start();
              way.onEpochChanged(place).forEach(outbound::send);
              catchUp();
            } else {
              log.missing(false);
              tryAgain();
            }
          }
        });
  }

  private abstract class PassedAnswer<T> implements Answer<T> {
    @Override
    public void failed(Throwable cause) {
      context.log.warn(
          LOG, "Cannot catch up with {}, trying again: {}", conversation, cause.toString());
      tryAgain();
    }
  }

  private void tryAgain() {
    if (context.store.isAway() || ++attempts <= MAX_ATTEMPTS) {
      lane.scheduler.schedule(FEED_CATCHES_UP, () -> lane.execute(this::catchUp));
    } else {
      context.log.warn(
          LOG, "A client cannot catch up with {}, and has to come again", conversation);
      comeAgain();
    }
  }

  private void comeAgain() {
    outbound.close(CloseCode.RESTARTING, "the messages are unavailable at the moment");
    way.onCaughtUp();
  }

  private static Position lastPlace(Position before, List<Message> messages) {
    if (messages.isEmpty()) {
      return before;
    }
    Message last = messages.get(messages.size() - 1);
    return last.seq() > before.seq()
        ? new Position(last.epoch(), last.seq(), before.revision())
        : before;
  }
}

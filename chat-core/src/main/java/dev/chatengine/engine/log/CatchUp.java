package dev.chatengine.engine.log;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.session.Outbound;
import dev.chatengine.engine.session.Request;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.protocol.Since;
import dev.chatengine.spi.OutboundFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one client to the position of a log that is followed on this node. Belongs to the
 * conversation's lane.
 *
 * <p>First it sends the history, up to the head at that time; then the messages since, until the
 * client has the feed's position. Live messages are not queued meanwhile, but read. Everything is
 * sent in parts, as the client takes them.
 */
public final class CatchUp {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

  private final NodeContext context;
  private final Executor steps;
  private final LogFollower log;
  private final Scope scope;
  private final Conversation conversation;
  private final Request request;
  private final Outbound outbound;
  private final ChunkedSender parts;
  private final CatchUpListener listener;
  private final LiveCatchUp live;

  /** How far the client has read the log, or null if it wants the newest messages. */
  private final @Nullable Since since;

  /** The log's head when the history was read first. */
  private Position target = Position.EMPTY;

  /** How far the client has been sent the log. */
  private Position position = Position.EMPTY;

  private boolean isFirstPart = true;

  public CatchUp(
      NodeContext context,
      Executor steps,
      LogFollower log,
      Scope scope,
      Request request,
      @Nullable Since since,
      CatchUpListener listener) {
    this.context = context;
    this.steps = steps;
    this.log = log;
    this.scope = scope;
    this.conversation = scope.conversation();
    this.request = request;
    this.outbound = request.session().outbound();
    this.parts = new ChunkedSender(steps, outbound);
    this.since = since;
    this.listener = listener;
    this.live = new LiveCatchUp(context, steps, log, conversation, outbound, parts, listener);
  }

  public void start() {
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

  // ---- the history

  /**
   * Sends the newest messages, in one part as the base protocol requires.
   *
   * @param complete whether the client gets all messages that it asked for
   */
  private void readNewest(@Nullable Boolean complete) {
    context.store.call(
        steps,
        store -> store.before(conversation, Long.MAX_VALUE, context.settings.historyOnJoin()),
        new HistoryAnswer() {
          @Override
          public void onSuccess(Page page) {
            // A page may go beyond its head.
            target = LiveCatchUp.lastPosition(page.head().position(), page.messages());
            log.startAt(target);
            parts.whenThereIsRoom(() -> sendNewest(target, page.messages(), complete));
          }
        });
  }

  /** Sends all frames that the base protocol has for a join, at once. */
  private void sendNewest(Position at, List<Message> messages, @Nullable Boolean complete) {
    position = at;
    List<OutboundFrame> frames = new ArrayList<>(listener.framesBeforeHistory(at));
    frames.add(context.encoder.encode(history(messages, complete, false)));
    frames.addAll(listener.framesAfterHistory());
    outbound.sendWhole(frames);
    outbound.flush();
    live.start(position);
  }

  /**
   * Sends the messages after the client's position, or the newest if that position is not valid.
   */
  private void readMissed(Since from) {
    context.store.call(
        steps,
        store -> {
          Page page = store.after(conversation, from.seq(), LiveCatchUp.READ_PAGE);
          long first = page.head().seq() - context.settings.maxMissed();
          return first > from.seq()
              ? store.after(conversation, first, LiveCatchUp.READ_PAGE)
              : page;
        },
        new HistoryAnswer() {
          @Override
          public void onSuccess(Page page) {
            Position head = page.head().position();
            if (isOld(from, head)) {
              readNewest(false);
              return;
            }
            target = head;
            position = new Position(head.epoch(), from.seq(), head.revision());
            log.startAt(head);
            parts.whenThereIsRoom(
                () -> {
                  listener.framesBeforeHistory(head).forEach(outbound::send);
                  sendMissed(page, isComplete(from, page));
                });
          }
        });
  }

  /** Whether a position is of another epoch, or beyond the head. */
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
          position = LiveCatchUp.lastPosition(position, part);
        },
        () -> {
          if (more && !outbound.isClosed()) {
            readOn();
          } else {
            position = target;
            sendChanges();
          }
        });
  }

  private boolean reaches(List<Message> missed) {
    return !missed.isEmpty() && missed.get(missed.size() - 1).seq() >= target.seq();
  }

  private void readOn() {
    context.store.call(
        steps,
        store -> store.after(conversation, position.seq(), LiveCatchUp.READ_PAGE),
        new HistoryAnswer() {
          @Override
          public void onSuccess(Page page) {
            if (page.head().epoch().equals(target.epoch())) {
              sendMissed(page, true);
            } else {
              // The log was restarted meanwhile; the live catch-up reads the rest.
              position = target;
              sendChanges();
            }
          }
        });
  }

  /** Sends the messages that the client has and that were amended since. */
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
        steps,
        store -> store.amendments(conversation, revision, LiveCatchUp.READ_PAGE),
        new HistoryAnswer() {
          @Override
          public void onSuccess(Page page) {
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
          outbound.sendWhole(listener.framesAfterHistory());
          outbound.flush();
          live.start(position);
        });
  }

  private ServerFrame.MessageHistory history(
      List<Message> messages, @Nullable Boolean complete, boolean more) {
    return new ServerFrame.MessageHistory(scope, messages, complete, more, request.ref());
  }

  /** If the history cannot be read, the client gets an error, and then live messages. */
  private abstract class HistoryAnswer implements Callback<Page> {
    @Override
    public void onFailure(Throwable cause) {
      context.log.warn(
          LOG, "Cannot read the history of {}, joining without it", conversation, cause);
      log.startAtHead();
      request.failIn(scope, ProtocolError.HISTORY_UNAVAILABLE);
      if (isFirstPart) {
        parts.whenThereIsRoom(
            () -> sendNewest(positionUnread(), List.of(), since == null ? null : false));
      } else {
        // Only by connecting again can the client get the rest.
        live.requireReconnect();
      }
    }
  }

  /** Where a client continues if the history cannot be read: not before its own position. */
  private Position positionUnread() {
    if (!log.feed.isStarted()) {
      return Position.EMPTY;
    }
    Position current = log.feed.position();
    Since from = since;
    if (from == null || from.seq() <= current.seq()) {
      return current;
    }
    // A feed without an epoch may not have received the log's first message yet.
    boolean sameLog =
        from.epoch().equals(current.epoch()) || current.epoch().equals(Position.NO_EPOCH);
    return sameLog ? new Position(from.epoch(), from.seq(), current.revision()) : current;
  }
}

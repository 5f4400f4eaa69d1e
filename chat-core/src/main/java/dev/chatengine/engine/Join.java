package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.protocol.Since;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's way into a room, for the first time or again. Belongs to the room's lane.
 *
 * <p>Subscribe; register; send what was said before, up to where the log went when that began; send
 * who is there; catch up with what was said and who came and went meanwhile; and enter the fan-out
 * once the client's place is the place of the room's feed. Nothing live is held back for it: what
 * passes by is read.
 */
final class Join {
  private static final Logger LOG = LoggerFactory.getLogger(Join.class);

  /** How long the feed is given to catch up with what the history shows already. */
  private static final Duration FEED_CATCHES_UP = Duration.ofMillis(20);

  /** So often it is tried to agree with the feed without any progress. */
  private static final int MAX_ATTEMPTS = 50;

  private static final int READ_PAGE = 200;

  private final Node node;
  private final Lane lane;
  private final Room room;
  private final Request request;
  private final Session session;
  private final Outbound outbound;
  private final boolean extended;
  private final boolean registered;
  private final Parts parts;

  /** What the client has of the log, or null if it wants to see the newest. */
  private final @Nullable Since since;

  private @Nullable LocalRoom openRoom;
  private @Nullable Consumer<Membership> joined;

  /** How far the log went when the history was read first. */
  private Position target = Position.EMPTY;

  /** How far the client has been sent the log. */
  private Position place = Position.EMPTY;

  private boolean isFirstPart = true;
  private int attempts;

  /** The members as the client was sent them, and the state of the view at that moment. */
  private List<Member> shown = List.of();

  private long shownChanges;

  private Join(
      Node node, Lane lane, Request request, Room room, @Nullable Since since, boolean registered) {
    this.node = node;
    this.lane = lane;
    this.room = room;
    this.request = request;
    this.session = request.session();
    this.outbound = session.outbound();
    this.extended = session.isExtended();
    this.registered = registered;
    this.since = since;
    this.parts = new Parts(lane, outbound);
  }

  /** The way of a session that is not in the room yet; made on the session's sequence. */
  static Join joining(Node node, Lane lane, Request request, Room room, @Nullable Since since) {
    return new Join(node, lane, request, room, since, false);
  }

  /** The way of a session that the registry knows to be in the room. */
  static Join resuming(Node node, Lane lane, Request request, Room room, @Nullable Since since) {
    return new Join(node, lane, request, room, since, true);
  }

  /**
   * Begins, on the lane.
   *
   * @param whenJoined hears, on the lane, that the session is in the room; a plug-in that is away
   *     does not keep it out
   */
  void start(Consumer<Membership> whenJoined) {
    joined = whenJoined;
    LocalRoom opened = lane.open(room);
    openRoom = opened;
    opened.beginJoin(session);
    opened.whenOpen(registered ? this::readMembers : this::register);
  }

  private LocalRoom local() {
    LocalRoom opened = openRoom;
    if (opened == null) {
      throw new IllegalStateException("not started");
    }
    return opened;
  }

  // ---- the registry

  private void register() {
    node.presenceCalls.call(
        lane,
        () -> node.presence.join(session.id(), room),
        new Answer<Optional<MembershipChange>>() {
          @Override
          public void done(Optional<MembershipChange> change) {
            change.ifPresent(joined -> node.announceOwn(lane, joined));
            readMembers();
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn(
                "Cannot register session {} in {}, joining without: {}",
                session.id(),
                room,
                cause.toString());
            doubt();
            readMembers();
          }

          @Override
          public void late(Optional<MembershipChange> change) {
            change.ifPresent(joined -> node.announceOwn(lane, joined));
            doubt();
          }

          @Override
          public void lateFailure() {
            doubt();
          }
        });
  }

  private void doubt() {
    session.execute(session.registration::doubt);
  }

  private void readMembers() {
    // A view that is behind may not have come to an earlier leave of the session's yet.
    MemberView view = local().view;
    if (!view.isBehind() && view.contains(session.userId())) {
      readHistory();
      return;
    }
    node.presenceCalls.call(
        lane,
        () -> node.presence.members(room),
        new Answer<RoomMembers>() {
          @Override
          public void done(RoomMembers members) {
            local().load(members);
            readHistory();
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn(
                "Cannot read the members of {}, going by what this node knows: {}",
                room,
                cause.toString());
            readHistory();
          }
        });
  }

  /** The session is a member, whether the registry knows it yet or not. */
  private void assumeJoined() {
    if (!local().view.contains(session.userId())) {
      local().assume(MembershipChange.Kind.JOINED, session.member());
    }
  }

  // ---- what was said before

  private void readHistory() {
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

  /**
   * Shows the newest messages, in one part as the base protocol has it.
   *
   * @param complete what the client is told of what it asked for
   */
  private void readNewest(@Nullable Boolean complete) {
    node.storeCalls.call(
        lane,
        () -> node.store.before(room, Long.MAX_VALUE, node.settings.historyOnJoin()),
        new HistoryAnswer() {
          @Override
          public void done(Page page) {
            // A page may go beyond its head.
            target = lastPlace(page.head().position(), page.messages());
            startFeed();
            parts.whenThereIsRoom(() -> sendNewest(target, page.messages(), complete));
          }
        });
  }

  /** Sends all that the base protocol has on joining, at once. */
  private void sendNewest(Position at, List<Message> messages, @Nullable Boolean complete) {
    place = at;
    outbound.sendWhole(
        List.of(
            encodeJoined(at),
            node.encoder.encode(history(messages, complete, false)),
            encodeMembers()));
    outbound.flush();
    level();
  }

  /** Shows what came after what the client has, or the newest if that cannot be told. */
  private void readMissed(Since from) {
    node.storeCalls.call(
        lane,
        () -> {
          Page page = node.store.after(room, from.seq(), READ_PAGE);
          long first = page.head().seq() - node.settings.maxMissed();
          return first > from.seq() ? node.store.after(room, first, READ_PAGE) : page;
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
            startFeed();
            parts.whenThereIsRoom(
                () -> {
                  outbound.send(encodeJoined(target));
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
              node.encoder.encode(history(part, isFirstPart ? complete : null, more || !last)));
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
    node.storeCalls.call(
        lane,
        () -> node.store.after(room, place.seq(), READ_PAGE),
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
      sendMembers();
    } else {
      readChanges(from, revision);
    }
  }

  private void readChanges(Since from, long revision) {
    node.storeCalls.call(
        lane,
        () -> node.store.amendments(room, revision, READ_PAGE),
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
                    sendMembers();
                  }
                };
            parts.send(changed, (part, last) -> part.forEach(Join.this::sendChange), then);
          }
        });
  }

  private void sendChange(Message message) {
    outbound.send(node.encoder.encode(new ServerFrame.MessageUpdated(scope(), message)));
  }

  /** The history cannot be read: the client is told, and follows what is live. */
  private abstract class HistoryAnswer implements Answer<Page> {
    @Override
    public void failed(Throwable cause) {
      LOG.warn("Cannot read the history of {}, joining without", room, cause);
      local().startFeedAtHead();
      request.fail(ProtocolError.HISTORY_UNAVAILABLE);
      parts.whenThereIsRoom(
          () -> {
            Feed feed = local().feed;
            if (isFirstPart) {
              sendNewest(
                  feed.isStarted() ? feed.place() : Position.EMPTY,
                  List.of(),
                  since == null ? null : false);
            } else {
              // What is missing now cannot be told any more but by beginning again.
              outbound.close(CloseCode.RESTARTING, "the history is unavailable");
              enter();
            }
          });
    }
  }

  private void startFeed() {
    if (!local().feed.isStarted()) {
      local().startFeed(target);
    }
  }

  // ---- who is there

  private void sendMembers() {
    parts.whenThereIsRoom(
        () -> {
          outbound.sendWhole(List.of(encodeMembers()));
          outbound.flush();
          level();
        });
  }

  private OutboundFrame encodeMembers() {
    // A leave of before may have come only now.
    assumeJoined();
    MemberView view = local().view;
    shown = List.copyOf(view.members());
    shownChanges = view.changes();
    return node.encoder.encode(new ServerFrame.RoomUsers(room, shown, request.ref()));
  }

  // ---- what has happened meanwhile

  /** Enters once the client's place is that of the feed. */
  private void level() {
    Feed feed = local().feed;
    if (outbound.isClosed() || !feed.isStarted()) {
      enter();
      return;
    }
    Position current = feed.place();
    if (!place.epoch().equals(current.epoch())) {
      findEpoch();
    } else if (place.seq() == current.seq()) {
      enter();
    } else if (place.seq() < current.seq()) {
      List<Message> passed = local().recentAfter(place);
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
          for (Message message : part) {
            outbound.send(node.encoder.encode(new ServerFrame.MessageReceived(message)));
          }
          place = lastPlace(place, part);
        },
        this::level);
  }

  private void readPassed() {
    long from = place.seq();
    node.storeCalls.call(
        lane,
        () -> node.store.after(room, from, READ_PAGE),
        new PassedAnswer<Page>() {
          @Override
          public void done(Page page) {
            List<Message> messages = page.messages();
            if (!page.head().epoch().equals(place.epoch()) || messages.isEmpty()) {
              local().missing(false);
              tryAgain();
            } else {
              messages.forEach(local().feed::offer);
              sendPassed(messages);
            }
          }
        });
  }

  /** The feed knows less than the client has been shown: it is told, and given a little time. */
  private void awaitFeed() {
    node.storeCalls.call(
        lane,
        () -> node.store.after(room, local().feed.place().seq(), READ_PAGE),
        new PassedAnswer<Page>() {
          @Override
          public void done(Page page) {
            Position before = local().feed.place();
            page.messages().forEach(local().feed::offer);
            if (local().feed.place().equals(before)) {
              local().missing(false);
              tryAgain();
            } else {
              level();
            }
          }
        });
  }

  /** The client and the feed go by different logs: the store says which one there is. */
  private void findEpoch() {
    node.storeCalls.call(
        lane,
        () -> node.store.heads(Set.of(room)),
        new PassedAnswer<Map<Conversation, Head>>() {
          @Override
          public void done(Map<Conversation, Head> heads) {
            Head head = heads.getOrDefault(room, Head.EMPTY);
            String feedEpoch = local().feed.place().epoch();
            if (feedEpoch.equals(place.epoch())) {
              // It was the feed that had to find it.
              level();
            } else if (head.epoch().equals(feedEpoch)) {
              place = head.start();
              if (extended) {
                outbound.send(encodeJoined(place));
              }
              level();
            } else {
              local().missing(false);
              tryAgain();
            }
          }
        });
  }

  private abstract class PassedAnswer<T> implements Answer<T> {
    @Override
    public void failed(Throwable cause) {
      LOG.warn("Cannot catch up with {}, trying again: {}", room, cause.toString());
      tryAgain();
    }
  }

  private void tryAgain() {
    if (++attempts > MAX_ATTEMPTS) {
      LOG.warn("The store does not agree with itself about {}: a client has to come again", room);
      outbound.close(CloseCode.RESTARTING, "this room's messages are unavailable");
      enter();
    } else {
      lane.scheduler.schedule(FEED_CATCHES_UP, () -> lane.execute(this::level));
    }
  }

  private void enter() {
    LocalRoom local = local();
    if (local.view.changes() != shownChanges && !outbound.isClosed()) {
      sendMemberChanges(local.view);
    }
    Membership membership = new Membership(session, local, extended);
    outbound.flush();
    local.enter(membership);
    local.endJoin(session);
    Consumer<Membership> told = joined;
    if (told != null) {
      told.accept(membership);
    }
  }

  private void sendMemberChanges(MemberView view) {
    Set<String> before = new HashSet<>();
    for (Member member : shown) {
      before.add(member.userId());
      if (!view.contains(member.userId())) {
        outbound.send(node.encoder.encode(new ServerFrame.UserLeft(room, member)));
      }
    }
    for (Member member : view.members()) {
      if (!before.contains(member.userId())) {
        outbound.send(node.encoder.encode(new ServerFrame.UserJoined(room, member)));
      }
    }
  }

  // ---- frames

  private Scope scope() {
    return new Scope(room, session.userId());
  }

  private OutboundFrame encodeJoined(Position at) {
    return node.encoder.encode(new ServerFrame.RoomJoined(room, at, request.ref()));
  }

  private ServerFrame.MessageHistory history(
      List<Message> messages, @Nullable Boolean complete, boolean more) {
    return new ServerFrame.MessageHistory(scope(), messages, complete, more, request.ref());
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

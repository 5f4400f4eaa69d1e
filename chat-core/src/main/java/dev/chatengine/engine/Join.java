package dev.chatengine.engine;

import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ProtocolError;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's way into a room. Belongs to the room's lane.
 *
 * <p>Subscribe; register; read what was said before; and enter the fan-out once the place that the
 * history reaches is the place of the room's feed. Nothing live is held back meanwhile: what passes
 * by is caught up with.
 */
final class Join {
  private static final Logger LOG = LoggerFactory.getLogger(Join.class);

  /** How long the feed is given to catch up with what the history shows already. */
  private static final Duration FEED_CATCHES_UP = Duration.ofMillis(20);

  private final Node node;
  private final Lane lane;
  private final LocalRoom local;
  private final Session session;
  private final Room room;
  private final Consumer<Membership> joined;

  private static final int MAX_ATTEMPTS = 50;

  private int attempts;
  private List<Message> history = List.of();
  private Position place = Position.EMPTY;

  private Join(Node node, Lane lane, Session session, Room room, Consumer<Membership> joined) {
    this.node = node;
    this.lane = lane;
    this.local = lane.open(room);
    this.session = session;
    this.room = room;
    this.joined = joined;
  }

  /**
   * Begins, on the lane.
   *
   * @param joined hears, on the lane, that the session is in the room; a plug-in that is away does
   *     not keep it out
   */
  static void start(Node node, Lane lane, Session session, Room room, Consumer<Membership> joined) {
    Join join = new Join(node, lane, session, room, joined);
    join.local.beginJoin(session);
    join.local.whenOpen(join::register);
  }

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
            session.execute(session::doubt);
            readMembers();
          }

          @Override
          public void late(Optional<MembershipChange> change) {
            change.ifPresent(joined -> node.announceOwn(lane, joined));
            session.execute(session::doubt);
          }

          @Override
          public void lateFailure() {
            session.execute(session::doubt);
          }
        });
  }

  private void readMembers() {
    // A view that is behind may not have come to an earlier leave of the session's yet.
    if (!local.view.isBehind() && local.view.contains(session.userId())) {
      readHistory();
      return;
    }
    long heardBefore = local.view.heard();
    node.presenceCalls.call(
        lane,
        () -> node.presence.members(room),
        new Answer<RoomMembers>() {
          @Override
          public void done(RoomMembers members) {
            local.load(members, heardBefore);
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

  private void readHistory() {
    node.storeCalls.call(
        lane,
        () -> node.store.before(room, Long.MAX_VALUE, node.settings.historyOnJoin()),
        new Answer<Page>() {
          @Override
          public void done(Page page) {
            history = page.messages();
            place = page.head().position();
            if (!history.isEmpty()) {
              Message last = history.get(history.size() - 1);
              if (last.seq() > place.seq()) {
                place = new Position(last.epoch(), last.seq(), place.revision());
              }
            }
            if (!local.feed.isStarted()) {
              local.startFeed(place);
            }
            enterWhenLevel();
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot read the history of {}, joining without", room, cause);
            history = List.of();
            local.startFeedAtHead();
            session.reply(
                new ServerFrame.Failed(
                    new ProtocolError(
                        ProtocolError.STORE_UNAVAILABLE.code(),
                        "The history of this room is unavailable")));
            enter();
          }
        });
  }

  /** Enters once the history reaches the place of the feed and the queue has room for it. */
  private void enterWhenLevel() {
    if (!session.outbound().belowHalf() && !session.outbound().isClosed()) {
      session.outbound().whenBelowHalf(() -> lane.execute(this::enterWhenLevel));
      return;
    }
    Position feed = local.feed.place();
    if (place.seq() > feed.seq() || !place.epoch().equals(feed.epoch())) {
      history.forEach(local.feed::offer);
      feed = local.feed.place();
    }
    if (place.epoch().equals(feed.epoch())) {
      if (place.seq() == feed.seq()) {
        enter();
        return;
      }
      List<Message> passed = place.seq() < feed.seq() ? local.recentAfter(place) : null;
      if (passed != null) {
        List<Message> all = new ArrayList<>(history);
        all.addAll(passed);
        int surplus = Math.max(0, all.size() - node.settings.historyOnJoin());
        history = all.subList(surplus, all.size());
        enter();
        return;
      }
    }
    if (++attempts > MAX_ATTEMPTS) {
      // The store does not agree with itself: what is live is all that can be shown.
      history = List.of();
      enter();
      return;
    }
    local.missing(false);
    lane.scheduler.schedule(FEED_CATCHES_UP, () -> lane.execute(this::readHistory));
  }

  private void enter() {
    if (!local.view.contains(session.userId())) {
      // It is a member, whether the registry knows it yet or not.
      local.assume(MembershipChange.Kind.JOINED, session.member());
    }
    Membership membership = new Membership(session, local);
    Outbound outbound = session.outbound();
    outbound.sendWhole(
        List.of(
            node.encoder.encode(new ServerFrame.RoomJoined(room.name())),
            node.encoder.encode(new ServerFrame.MessageHistory(history)),
            node.encoder.encode(new ServerFrame.RoomUsers(local.view.members()))));
    outbound.flush();
    local.enter(membership);
    local.endJoin(session);
    joined.accept(membership);
  }
}

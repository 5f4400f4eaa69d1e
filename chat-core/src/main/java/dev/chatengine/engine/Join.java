package dev.chatengine.engine;

import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.Scope;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.protocol.Since;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
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
final class Join implements CatchUp.Way {
  private static final Logger LOG = LoggerFactory.getLogger(Join.class);

  private final Node node;
  private final Lane lane;
  private final Room room;
  private final Request request;
  private final Session session;
  private final Outbound outbound;
  private final boolean extended;
  private final boolean registered;

  /** What the client has of the log, or null if it wants to see the newest. */
  private final @Nullable Since since;

  private @Nullable LocalRoom openRoom;
  private @Nullable Consumer<Membership> joined;

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
    opened.whenOpen(() -> opened.inTurn(registered ? this::readMembers : this::register));
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
            node.log.warn(
                LOG,
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
    long heardBefore = view.heard();
    node.presenceCalls.call(
        lane,
        () -> node.presence.members(room),
        new Answer<RoomMembers>() {
          @Override
          public void done(RoomMembers members) {
            local().load(members, heardBefore);
            readHistory();
          }

          @Override
          public void failed(Throwable cause) {
            node.log.warn(
                LOG,
                "Cannot read the members of {}, going by what this node knows: {}",
                room,
                cause.toString());
            readHistory();
          }
        });
  }

  /**
   * The session is a member, whether the registry knows it yet or not. One whose connection is
   * closed is not: another may have gone on with it, so that the registry knows it no more, and
   * others would see somebody come and go who did neither.
   */
  private void assumeJoined() {
    if (!outbound.isClosed() && !local().view.contains(session.userId())) {
      local().assume(MembershipChange.Kind.JOINED, session.member());
    }
  }

  private void readHistory() {
    Scope scope = new Scope(room, session.userId());
    new CatchUp(node, lane, local().log, scope, request, since, this).start();
  }

  @Override
  public List<OutboundFrame> opening(Position at) {
    return List.of(encodeJoined(at));
  }

  @Override
  public List<OutboundFrame> closing() {
    // A leave of before may have come only now.
    assumeJoined();
    MemberView view = local().view;
    shown = List.copyOf(view.members());
    shownChanges = view.changes();
    return List.of(node.encoder.encode(new ServerFrame.RoomUsers(room, shown, request.ref())));
  }

  @Override
  public OutboundFrame encode(Message message) {
    return node.encoder.encode(new ServerFrame.MessageReceived(message));
  }

  @Override
  public List<OutboundFrame> moved(Position at) {
    return extended ? List.of(encodeJoined(at)) : List.of();
  }

  private OutboundFrame encodeJoined(Position at) {
    return node.encoder.encode(new ServerFrame.RoomJoined(room, at, request.ref()));
  }

  @Override
  public void level() {
    LocalRoom local = local();
    if (local.view.changes() != shownChanges && !outbound.isClosed()) {
      sendMemberChanges(local.view);
    }
    Membership membership = new Membership(session, local, extended);
    outbound.flush();
    count();
    local.enter(membership);
    local.endJoin(session);
    Consumer<Membership> told = joined;
    if (told != null) {
      told.accept(membership);
    }
  }

  private void count() {
    Counters counters = node.counters;
    LongAdder outcome = registered ? counters.rejoined : counters.joined;
    (outbound.isClosed() ? counters.joinsAbandoned : outcome).increment();
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
}

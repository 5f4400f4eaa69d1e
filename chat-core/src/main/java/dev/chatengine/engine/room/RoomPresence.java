package dev.chatengine.engine.room;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.session.FanOut;
import dev.chatengine.engine.session.Session;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.watch.Leases;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The presence in a room: its members as this node knows them, and the sessions of this node that
 * are in the room or joining it. Belongs to the room's lane; every method is called there.
 */
public final class RoomPresence {
  private static final Logger LOG = LoggerFactory.getLogger(RoomPresence.class);

  /** How long an early change waits for missing ones before the registry is read. */
  private static final Duration REORDER_WAIT = Duration.ofMillis(20);

  private static final Duration RETRY = Duration.ofSeconds(1);

  final MemberView view;
  final FanOut fanOut = new FanOut();

  private final Room room;
  private final Lane lane;
  private final NodeContext context;
  private final Sessions sessions;
  private final Leases leases;
  private final List<Session> joining = new ArrayList<>(1);
  private boolean loadingMembers;
  private boolean closed;

  RoomPresence(Room room, Lane lane, NodeContext context, Sessions sessions, Leases leases) {
    this.room = room;
    this.lane = lane;
    this.context = context;
    this.sessions = sessions;
    this.leases = leases;
    this.view = new MemberView(room);
  }

  void beginJoin(Session session) {
    joining.add(session);
  }

  void endJoin(Session session) {
    joining.remove(session);
  }

  boolean isAnyJoining() {
    return !joining.isEmpty();
  }

  /** Whether no session is in the room or joining it. */
  public boolean isEmpty() {
    return fanOut.size() == 0 && joining.isEmpty();
  }

  /** Whether the last session has left; later answers are ignored. */
  public boolean isClosed() {
    return closed;
  }

  public void markClosed() {
    closed = true;
  }

  /** Notifies the listeners of the changes that still wait for missing ones. */
  public void end() {
    confirm(view.absent());
    view.earlyUpTo(Long.MAX_VALUE).forEach(this::notifyListeners);
  }

  /** A change of membership that a session of this node made. */
  void ownChange(MembershipChange change) {
    if (view.beganWith(change)) {
      // The members got it with the list; the listeners did not.
      notifyListeners(change);
    } else {
      change(change);
    }
  }

  /** A change of membership, made on any node. */
  public void change(MembershipChange change) {
    announce(view.apply(change, this::isHere));
    if (view.isBehind()) {
      loadMembers();
    }
  }

  /**
   * Takes over the registry's list of members.
   *
   * @param highestBefore the highest version seen when the registry was asked
   */
  void load(RoomMembers members, long highestBefore) {
    view.discard(members.version(), highestBefore);
    if (!view.isLoaded()) {
      // The members get these changes with the list; the listeners get each.
      view.earlyUpTo(members.version()).forEach(this::notifyListeners);
    }
    Set<String> left = departedGuests(members);
    // A first load keeps them: their leaves are announced once they are registered.
    RoomMembers present = view.isLoaded() ? without(left, members) : members;
    announce(view.load(present, this::isHere));
    if (!left.isEmpty()) {
      view.markStale();
    }
    Set<String> absent = view.absent();
    if (!absent.isEmpty()) {
      // The registry may have lost its data before it answered: then it has another epoch now.
      leases.ifAbsenceIsCertain(() -> lane.execute(() -> confirm(absent)));
    }
    if (view.isBehind()) {
      loadMembers();
    }
  }

  /** Members that are not registered have left. */
  private void confirm(Set<String> absent) {
    announce(view.confirm(absent, this::isHere));
  }

  /**
   * The guests of this node that have left the room but are still registered in it. A guest whose
   * session can be resumed does not count.
   */
  private Set<String> departedGuests(RoomMembers members) {
    Set<String> left = new HashSet<>();
    for (Member member : members.members()) {
      if (sessions.isTransient(member.userId())) {
        left.add(member.userId());
      }
    }
    joining.forEach(session -> left.remove(session.userId()));
    fanOut.forEach(membership -> left.remove(membership.session.userId()));
    return left;
  }

  private static RoomMembers without(Set<String> left, RoomMembers members) {
    return new RoomMembers(
        members.version(),
        members.members().stream().filter(member -> !left.contains(member.userId())).toList());
  }

  /**
   * Whether a member has an open connection in the room. If so, its sessions register again: this
   * node was cut off for longer than its lease, or could not register them. A closed connection
   * does not count: another one may have resumed its session, and left.
   */
  private boolean isHere(Member member) {
    List<Session> here = new ArrayList<>(joining);
    fanOut.forEach(membership -> here.add(membership.session));
    here.removeIf(
        session -> !session.userId().equals(member.userId()) || session.outbound().isClosed());
    here.forEach(session -> session.execute(session::markStale));
    return !here.isEmpty();
  }

  /** A member joined or left and the registry could not be reached. */
  public void assume(MembershipChange.Kind kind, Member member) {
    announce(view.assume(kind, member));
  }

  /**
   * A connection left and the registry could not be reached. A known user may have other
   * connections: the registry is asked once it is back.
   */
  public void assumeLeft(Member member) {
    if (sessions.isGuest(member.userId())) {
      assume(MembershipChange.Kind.LEFT, member);
    } else {
      view.markStale();
    }
  }

  /** The registry has lost its data. */
  public void reviewMembers() {
    view.startOver();
    readMembers();
  }

  /** Reads the members again if the registry has another version of them. */
  public void compareMembers(long version) {
    if (view.isLoaded() && (view.version() != version || view.isStale())) {
      readMembers();
    }
  }

  private void announce(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Member member = change.member();
      switch (change.kind()) {
        case JOINED -> sendToAll(context.encoder.encode(new ServerFrame.UserJoined(room, member)));
        case LEFT -> sendToAll(context.encoder.encode(new ServerFrame.UserLeft(room, member)));
        case RENAMED -> {
          // The protocol has no frame for it: the new name comes with the user's next message.
        }
      }
      notifyListeners(change);
    }
  }

  private void notifyListeners(MembershipChange change) {
    if (change.kind() == MembershipChange.Kind.JOINED) {
      context.listeners.joined(room, change.member());
    } else if (change.kind() == MembershipChange.Kind.LEFT) {
      context.listeners.left(room, change.member());
    }
  }

  private void loadMembers() {
    loadMembers(REORDER_WAIT);
  }

  private void loadMembers(Duration delay) {
    if (loadingMembers || closed || context.isClosed()) {
      return;
    }
    loadingMembers = true;
    lane.scheduler.schedule(
        delay,
        () ->
            lane.execute(
                () -> {
                  loadingMembers = false;
                  if (view.isBehind()) {
                    readMembers();
                  }
                }));
  }

  private void readMembers() {
    lane.memberReads.take(this::readMembersNow);
  }

  private void readMembersNow() {
    if (closed) {
      lane.memberReads.end();
      return;
    }
    long highestBefore = view.highestVersion();
    context.presence.call(
        lane,
        registry -> registry.members(room),
        new Callback<RoomMembers>() {
          @Override
          public void onSuccess(RoomMembers members) {
            lane.memberReads.end();
            if (!closed) {
              load(members, highestBefore);
            }
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG, "Cannot read the members of {}, trying again: {}", room, cause.toString());
            lane.memberReads.end();
            loadMembers(RETRY);
          }
        });
  }

  private void sendToAll(OutboundFrame frame) {
    fanOut.send(frame);
    lane.flushLater(fanOut);
  }
}

package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room that has members on this node: its feed, its members as far as this node knows, and the
 * connections that get what happens in it. Belongs to its lane; every method is called there.
 */
final class LocalRoom implements LogFollower.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(LocalRoom.class);

  /** How long a change beyond the next waits for those before it to come by the bus. */
  private static final Duration OVERTAKING = Duration.ofMillis(20);

  private static final Duration RETRY = Duration.ofSeconds(1);

  /** With so many connections, one that comes or goes costs as much as many messages elsewhere. */
  private static final int LARGE = 100;

  final Room room;
  final FanOut fanOut = new FanOut();
  final MemberView view;
  final LogFollower log;

  private final Lane lane;
  private final Node node;

  /** Those who wait for the room to be open; null once it is. */
  private @Nullable List<Runnable> waiting = new ArrayList<>();

  /** Those who are joining; the room stays while there are any. */
  private final List<Session> joining = new ArrayList<>(1);

  /** The epoch that members were told of; they are told of another before its first message. */
  private String toldEpoch = Position.NO_EPOCH;

  /** How many tasks wait for their turns. */
  private int awaitingTurns;

  private boolean loadingMembers;
  private boolean dirty;

  LocalRoom(Room room, Lane lane, Node node) {
    this.room = room;
    this.lane = lane;
    this.node = node;
    this.view = new MemberView(room);
    this.log = new LogFollower(room, lane, node, this);
  }

  /** Subscribes to the room, so that nothing said from now on passes by. */
  void open() {
    tellStore(node.store::opened);
    lane.subscriptions.subscribe(room, this::opened);
  }

  private void tellStore(Consumer<Conversation> use) {
    try {
      use.accept(room);
    } catch (Throwable e) {
      node.log.warn(LOG, "The store failed to note whether {} is in use", room, e);
    }
  }

  private void opened() {
    List<Runnable> tasks = waiting;
    waiting = null;
    if (tasks != null) {
      tasks.forEach(Runnable::run);
    }
  }

  /** Runs a task now, or once the room is open. */
  void whenOpen(Runnable task) {
    if (waiting == null) {
      task.run();
    } else {
      waiting.add(task);
    }
  }

  void beginJoin(Session session) {
    joining.add(session);
    log.keepRecent();
  }

  /**
   * Runs a task of one who comes or goes: at once, or so that many of them do not hold up others.
   */
  void inTurn(Runnable task) {
    // Not before others of this room, whose changes have lower versions.
    boolean small = fanOut.size() < LARGE && awaitingTurns == 0;
    if (small || node.isClosing()) {
      task.run();
      return;
    }
    awaitingTurns++;
    lane.largeRooms.execute(
        () -> {
          awaitingTurns--;
          task.run();
        });
  }

  void endJoin(Session session) {
    joining.remove(session);
    if (joining.isEmpty()) {
      log.dropRecent();
    }
    closeIfEmpty();
  }

  void enter(Membership membership) {
    fanOut.add(membership);
    node.counters.members.increment();
  }

  void exit(Membership membership) {
    if (dirty) {
      membership.outbound.flush();
    }
    int before = fanOut.size();
    fanOut.remove(membership);
    node.counters.members.add(fanOut.size() - before);
    closeIfEmpty();
  }

  private void closeIfEmpty() {
    if (fanOut.size() == 0 && joining.isEmpty()) {
      lane.forget(this);
      // Nobody is here for whom it has to be in order.
      log.feed.end(lane::tellListeners);
      believe(view.absent());
      view.earlyUpTo(Long.MAX_VALUE).forEach(this::tellListeners);
      tellStore(node.store::released);
      lane.subscriptions.unsubscribe(room);
    }
  }

  /** Whether everybody has gone; what was asked for before is answered in vain. */
  private boolean isClosed() {
    return !isOpen();
  }

  /** A change of membership that a session of this node made. */
  void ownChange(MembershipChange change) {
    if (view.beganWith(change)) {
      // Those here have seen it in the list; listeners are told all the same.
      tellListeners(change);
    } else {
      change(change);
    }
  }

  /** A change of membership that happened, here or elsewhere. */
  void change(MembershipChange change) {
    announce(view.apply(change, this::isHere));
    if (view.isBehind()) {
      loadMembers();
    }
  }

  /**
   * Takes over what the registry says about the members.
   *
   * @param heardBefore the highest version that had been heard of when it was asked
   */
  void load(RoomMembers members, long heardBefore) {
    view.disbelieve(members.version(), heardBefore);
    if (!view.isLoaded()) {
      // Nobody here was told of these one by one, but listeners are.
      view.earlyUpTo(members.version()).forEach(this::tellListeners);
    }
    Set<String> left = thoseWhoLeft(members);
    // To whom nobody was shown it makes no difference, and they are seen to leave when they do.
    RoomMembers present = view.isLoaded() ? without(left, members) : members;
    announce(view.load(present, this::isHere));
    if (!left.isEmpty()) {
      view.doubt();
    }
    Set<String> absent = view.absent();
    if (!absent.isEmpty()) {
      // A registry that came back empty may have answered: then its epoch is another one now.
      node.leases.ifAbsenceIsCertain(() -> lane.execute(() -> believe(absent)));
    }
    if (view.isBehind()) {
      loadMembers();
    }
  }

  /** Who is not registered has left. */
  private void believe(Set<String> absent) {
    announce(view.believe(absent, this::isHere));
  }

  /**
   * The guests of this node who are registered in the room and are not there any more: the registry
   * is yet to be told. Who can be resumed may be on its way back.
   */
  private Set<String> thoseWhoLeft(RoomMembers members) {
    Set<String> left = new HashSet<>();
    for (Member member : members.members()) {
      if (node.isTransient(member.userId())) {
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
   * Whether a member has a connection in the room; the registry, which has none, is told. So it was
   * taken for gone: this node was cut off for longer than its lease, or could not register it. One
   * that is closed does not count: another connection may have gone on with its session, and left.
   */
  private boolean isHere(Member member) {
    List<Session> sessions = new ArrayList<>(joining);
    fanOut.forEach(membership -> sessions.add(membership.session));
    sessions.removeIf(
        session -> !session.userId().equals(member.userId()) || session.outbound().isClosed());
    sessions.forEach(session -> session.execute(session.registration::doubt));
    return !sessions.isEmpty();
  }

  /** Somebody came or went and the registry could not be told. */
  void assume(MembershipChange.Kind kind, Member member) {
    announce(view.assume(kind, member));
  }

  /**
   * A connection went and the registry could not be told. One of a user who signed in may not be
   * its last: the registry is asked once it is back.
   */
  void assumeLeft(Member member) {
    if (node.isGuest(member.userId())) {
      assume(MembershipChange.Kind.LEFT, member);
    } else {
      view.doubt();
    }
  }

  /** The registry has lost its memory. */
  void reviewMembers() {
    view.startOver();
    readMembers();
  }

  /** The registry has this version of the members. */
  void compareMembers(long version) {
    if (view.isLoaded() && (view.version() != version || view.isDoubtful())) {
      readMembers();
    }
  }

  private void announce(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Member member = change.member();
      switch (change.kind()) {
        case JOINED -> sendToAll(node.encoder.encode(new ServerFrame.UserJoined(room, member)));
        case LEFT -> sendToAll(node.encoder.encode(new ServerFrame.UserLeft(room, member)));
        case RENAMED -> {
          // The base protocol has no frame for it: the name shows with the next thing one does.
        }
      }
      tellListeners(change);
    }
  }

  private void tellListeners(MembershipChange change) {
    if (change.kind() == MembershipChange.Kind.JOINED) {
      node.listeners.joined(room, change.member());
    } else if (change.kind() == MembershipChange.Kind.LEFT) {
      node.listeners.left(room, change.member());
    }
  }

  /** Somebody, here or elsewhere, began or ceased to type. */
  void typing(Member member, boolean isTyping) {
    if (fanOut.size() > 1 || node.bus.isShared()) {
      fanOut.sendIfRoomExcept(
          node.encoder.encode(new ServerFrame.TypingIndicator(room, member, isTyping)),
          member.userId());
      touch();
    }
  }

  @Override
  public void deliver(Message message) {
    if (!message.epoch().equals(toldEpoch)) {
      tellPlace(new Position(message.epoch(), message.seq() - 1, log.feed.place().revision()));
    }
    sendToAll(node.encoder.encode(new ServerFrame.MessageReceived(message)));
    node.counters.deliveries.add(fanOut.size());
    lane.tellListeners(message);
  }

  /** Tells those who follow places that the log goes on from another one than they think. */
  private void tellPlace(Position place) {
    toldEpoch = place.epoch();
    fanOut.sendToExtended(() -> node.encoder.encode(new ServerFrame.RoomJoined(room, place, null)));
    touch();
  }

  @Override
  public boolean isOpen() {
    return lane.find(room) == this;
  }

  @Override
  public void start(Position place) {
    Position from = fanOut.size() == 0 ? place : log.feed.beginningForMembers(place);
    tellPlace(from);
    log.feed.start(from);
  }

  private void loadMembers() {
    loadMembers(OVERTAKING);
  }

  private void loadMembers(Duration delay) {
    if (loadingMembers || isClosed() || node.isClosed()) {
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
    if (isClosed()) {
      lane.memberReads.end();
      return;
    }
    long heardBefore = view.heard();
    node.presenceCalls.call(
        lane,
        () -> node.presence.members(room),
        new Answer<RoomMembers>() {
          @Override
          public void done(RoomMembers members) {
            lane.memberReads.end();
            if (!isClosed()) {
              load(members, heardBefore);
            }
          }

          @Override
          public void failed(Throwable cause) {
            node.log.warn(
                LOG, "Cannot read the members of {}, trying again: {}", room, cause.toString());
            lane.memberReads.end();
            loadMembers(RETRY);
          }
        });
  }

  private void sendToAll(OutboundFrame frame) {
    fanOut.send(frame);
    touch();
  }

  private void touch() {
    if (!dirty) {
      dirty = true;
      lane.flushLater(this);
    }
  }

  void flush() {
    dirty = false;
    fanOut.flush();
  }
}

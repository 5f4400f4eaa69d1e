package dev.chatengine.engine;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Head;
import dev.chatengine.model.Member;
import dev.chatengine.model.MembershipChange;
import dev.chatengine.model.Message;
import dev.chatengine.model.Page;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.OutboundFrame;
import dev.chatengine.spi.PresenceRegistry.RoomMembers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room that has members on this node: its feed, its members as far as this node knows, and the
 * connections that get what happens in it. Belongs to its lane; every method is called there.
 */
final class LocalRoom implements Feed.Target {
  private static final Logger LOG = LoggerFactory.getLogger(LocalRoom.class);

  private static final Duration OVERTAKING = Duration.ofMillis(20);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int READ_PAGE = 500;

  final Room room;
  final FanOut fanOut = new FanOut();
  final MemberView view;
  final Feed feed = new Feed(this);

  private final Lane lane;
  private final Node node;

  /** Those who wait for the room to be open; null once it is. */
  private @Nullable List<Runnable> waiting = new ArrayList<>();

  /** Those who are joining; the room stays while there are any. */
  private final List<Session> joining = new ArrayList<>(1);

  /** Kept while somebody joins, who may have to catch up with it. */
  private @Nullable RecentMessages recent;

  private boolean reading;

  /** How long a message beyond the next waits for those before it to come by the bus. */
  private Duration patience = OVERTAKING;

  /** The answer under way may be too old: the store is to be asked once more. */
  private boolean readAgain;

  /** The store's log ended before the feed's place when it was compared last. */
  private boolean wentBack;

  private boolean loadingMembers;
  private boolean dirty;

  LocalRoom(Room room, Lane lane, Node node) {
    this.room = room;
    this.lane = lane;
    this.node = node;
    this.view = new MemberView(room);
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
      LOG.warn("The store failed to note whether {} is in use", room, e);
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
    if (recent == null) {
      recent = new RecentMessages();
    }
  }

  void endJoin(Session session) {
    joining.remove(session);
    if (joining.isEmpty()) {
      recent = null;
    }
    closeIfEmpty();
  }

  void enter(Membership membership) {
    fanOut.add(membership);
  }

  void exit(Membership membership) {
    fanOut.remove(membership);
    closeIfEmpty();
  }

  private void closeIfEmpty() {
    if (fanOut.size() == 0 && joining.isEmpty()) {
      lane.forget(this);
      // Nobody is here for whom it has to be in order.
      feed.end(lane::tellListeners);
      view.earlyUpTo(Long.MAX_VALUE).forEach(this::tellListeners);
      tellStore(node.store::released);
      lane.subscriptions.unsubscribe(room);
    }
  }

  /** Whether everybody has gone; what was asked for before is answered in vain. */
  private boolean isClosed() {
    return lane.find(room) != this;
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
    boolean believesAbsence = node.leases.believesAbsence();
    Set<String> left = thoseWhoLeft(members);
    // To whom nobody was shown it makes no difference, and they are seen to leave when they do.
    RoomMembers present = view.isLoaded() ? without(left, members) : members;
    announce(view.load(present, member -> isHere(member) || !believesAbsence));
    if (!left.isEmpty()) {
      view.doubt();
    }
    if (view.isBehind()) {
      loadMembers();
    }
  }

  /**
   * The guests of this node who are registered here and are not in the room any more: the registry
   * is yet to be told.
   */
  private Set<String> thoseWhoLeft(RoomMembers members) {
    Set<String> left = new HashSet<>();
    for (Member member : members.members()) {
      if (node.isGuest(member.userId())) {
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
   * taken for gone: this node was cut off for longer than its lease, or could not register it.
   */
  private boolean isHere(Member member) {
    List<Session> sessions = new ArrayList<>(joining);
    fanOut.forEach(membership -> sessions.add(membership.session));
    sessions.removeIf(session -> !session.userId().equals(member.userId()));
    sessions.forEach(session -> session.execute(session::doubt));
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

  /**
   * The store's log goes this far.
   *
   * @param asked the feed's place when the store was asked
   */
  void compareHead(Position asked, Head head) {
    if (!feed.isStarted()) {
      return;
    }
    Position place = feed.place();
    if (!head.epoch().equals(place.epoch())) {
      wentBack = false;
      missing(false);
    } else if (head.seq() >= asked.seq() || !asked.sameEpoch(place)) {
      wentBack = false;
      feed.heardOf(head.seq());
    } else if (wentBack) {
      wentBack = false;
      restart(head);
    } else {
      // Once may be a server that lags behind for a moment.
      wentBack = true;
      lane.scheduler.schedule(RETRY, () -> node.comparison.compare(room));
    }
  }

  /** The log has lost messages that were shown, as a restored backup has. */
  private void restart(Head head) {
    LOG.warn(
        "The log of {} ends at {} and was at {}: it gets a new epoch",
        room,
        head.position(),
        feed.place());
    node.storeCalls.call(
        lane,
        () -> node.store.restart(room, head.epoch()),
        new Answer<Head>() {
          @Override
          public void done(Head restarted) {
            missing(false);
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot give {} a new epoch: {}", room, cause.toString());
          }
        });
  }

  private void announce(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Member member = change.member();
      switch (change.kind()) {
        case JOINED -> sendToAll(node.encoder.encode(new ServerFrame.UserJoined(member)));
        case LEFT -> sendToAll(node.encoder.encode(new ServerFrame.UserLeft(member)));
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
          node.encoder.encode(new ServerFrame.TypingIndicator(member, isTyping)), member.userId());
      touch();
    }
  }

  @Override
  public void deliver(Message message) {
    if (recent != null) {
      recent.add(message);
    }
    sendToAll(node.encoder.encode(new ServerFrame.MessageReceived(message)));
    node.counters.deliveries.add(fanOut.size());
    lane.tellListeners(message);
  }

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
    Position place = feed.place();
    lane.scheduler.schedule(
        patience,
        () ->
            lane.execute(
                () -> {
                  if (readAgain || feed.place().equals(place)) {
                    read();
                    return;
                  }
                  patience = OVERTAKING;
                  if (feed.isBehind()) {
                    awaitNext();
                  } else {
                    reading = false;
                  }
                }));
  }

  /** The messages after a place that were delivered lately, or null if they are not all there. */
  @Nullable List<Message> recentAfter(Position place) {
    return recent == null ? null : recent.after(place, feed.place());
  }

  /** Begins at a place that has been shown to whoever is joining, if to anybody. */
  void startFeed(Position place) {
    if (fanOut.size() == 0) {
      feed.start(place);
    } else {
      feed.startForMembers(place);
    }
  }

  /** Begins where the log ends now; used when what was said before cannot be read. */
  void startFeedAtHead() {
    if (feed.isStarted()) {
      return;
    }
    node.storeCalls.call(
        lane,
        () -> node.store.heads(Set.of(room)),
        new Answer<Map<Conversation, Head>>() {
          @Override
          public void done(Map<Conversation, Head> heads) {
            if (!feed.isStarted()) {
              startFeed(heads.getOrDefault(room, Head.EMPTY).position());
            }
          }

          @Override
          public void failed(Throwable cause) {
            if (!isClosed()) {
              lane.scheduler.schedule(RETRY, () -> lane.execute(LocalRoom.this::startFeedAtHead));
            }
          }
        });
  }

  private void read() {
    lane.messageReads.take(this::readNow);
  }

  private void readNow() {
    if (isClosed() || !feed.isStarted()) {
      reading = false;
      lane.messageReads.end();
      return;
    }
    readAgain = false;
    Position asked = feed.place();
    node.storeCalls.call(
        lane,
        () -> node.store.after(room, asked.seq(), Math.min(READ_PAGE, MessageStore.MAX_LIMIT)),
        new Answer<Page>() {
          @Override
          public void done(Page page) {
            lane.messageReads.end();
            if (isClosed()) {
              return;
            }
            reading = false;
            feed.read(asked, page);
            boolean inVain = feed.place().equals(asked);
            // What the store does not have, and was heard of, is not asked for over and over.
            patience = inVain ? atMostRetry(patience.multipliedBy(2)) : OVERTAKING;
            if (readAgain) {
              missing(false);
            } else if (feed.isBehind()) {
              missing(true);
            }
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot read {} after {}, trying again: {}", room, asked, cause.toString());
            lane.messageReads.end();
            lane.scheduler.schedule(RETRY, () -> lane.execute(LocalRoom.this::read));
          }
        });
  }

  private static Duration atMostRetry(Duration duration) {
    return duration.compareTo(RETRY) < 0 ? duration : RETRY;
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
            LOG.warn("Cannot read the members of {}, trying again: {}", room, cause.toString());
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

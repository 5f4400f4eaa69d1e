package dev.chatengine.engine.room;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.bus.Subscriptions;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.LogFollower;
import dev.chatengine.engine.session.FanOut;
import dev.chatengine.engine.session.Membership;
import dev.chatengine.engine.session.Session;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.Member;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.model.Room;
import dev.chatengine.protocol.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room that has members on this node: delivers its log to their connections, in order. Belongs to
 * its lane; every method is called there.
 */
public final class LocalRoom implements LogFollower.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(LocalRoom.class);

  /** From this size on, one join or leave costs as much as many messages elsewhere. */
  private static final int LARGE = 100;

  public final RoomPresence presence;
  public final LogFollower log;

  private final Room room;
  private final Lane lane;
  private final NodeContext context;
  private final Bus bus;
  private final Subscriptions subscriptions;
  private final FanOut fanOut;
  private final Runnable whenClosed;

  /** The tasks that wait for the room to be open; null once it is. */
  private @Nullable List<Runnable> waiting = new ArrayList<>();

  /** The last epoch that was sent to members; a new one is sent before its first message. */
  private String sentEpoch = Position.NO_EPOCH;

  /** How many tasks of this room wait in {@link Lane#largeRooms}. */
  private int pacedTasks;

  LocalRoom(
      Room room,
      Lane lane,
      NodeContext context,
      Bus bus,
      Subscriptions subscriptions,
      RoomPresence presence,
      Consumer<Conversation> recheck,
      Runnable whenClosed) {
    this.room = room;
    this.lane = lane;
    this.context = context;
    this.bus = bus;
    this.subscriptions = subscriptions;
    this.presence = presence;
    this.fanOut = presence.fanOut;
    this.whenClosed = whenClosed;
    this.log = new LogFollower(room, lane, context, recheck, this);
  }

  // ---- opening and closing

  /** Subscribes to the room, so that all later events are received. */
  public void open() {
    notifyStore(context.store.plugin()::opened);
    subscriptions.subscribe(room, this::opened);
  }

  private void notifyStore(Consumer<Conversation> notification) {
    try {
      notification.accept(room);
    } catch (Throwable e) {
      context.log.warn(LOG, "The store failed to note whether {} is in use", room, e);
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
    presence.beginJoin(session);
    log.keepRecent();
  }

  /**
   * Runs a task of a join or leave: at once, or in large rooms paced, so that other rooms need not
   * wait.
   */
  public void runPaced(Runnable task) {
    // Not before other tasks of this room, whose changes have lower versions.
    boolean small = fanOut.size() < LARGE && pacedTasks == 0;
    if (small || context.isClosing()) {
      task.run();
      return;
    }
    pacedTasks++;
    lane.largeRooms.execute(
        () -> {
          pacedTasks--;
          task.run();
        });
  }

  void endJoin(Session session) {
    presence.endJoin(session);
    if (!presence.isAnyJoining()) {
      log.dropRecent();
    }
    closeIfEmpty();
  }

  public void addMember(Membership membership) {
    fanOut.add(membership);
    context.counters.members.increment();
  }

  public void removeMember(Membership membership) {
    if (fanOut.isDirty()) {
      membership.outbound.flush();
    }
    int before = fanOut.size();
    fanOut.remove(membership);
    context.counters.members.add(fanOut.size() - before);
    closeIfEmpty();
  }

  private void closeIfEmpty() {
    if (presence.isEmpty() && !presence.isClosed()) {
      presence.markClosed();
      whenClosed.run();
      // Without members the order of the remaining messages does not matter.
      log.feed.end(lane::notifyListeners);
      presence.end();
      notifyStore(context.store.plugin()::released);
      subscriptions.unsubscribe(room);
    }
  }

  @Override
  public boolean isOpen() {
    return !presence.isClosed();
  }

  // ---- frames to members

  @Override
  public Position begin(Position position) {
    Position from = fanOut.size() == 0 ? position : log.feed.beginningForMembers(position);
    sendPosition(from);
    return from;
  }

  @Override
  public void onNext(Message message) {
    if (!message.epoch().equals(sentEpoch)) {
      sendPosition(
          new Position(message.epoch(), message.seq() - 1, log.feed.position().revision()));
    }
    fanOut.send(context.encoder.encode(new ServerFrame.MessageReceived(message)));
    lane.flushLater(fanOut);
    context.counters.deliveries.add(fanOut.size());
    lane.notifyListeners(message);
  }

  /** Sends to clients that keep positions that the log continues from another one. */
  private void sendPosition(Position position) {
    sentEpoch = position.epoch();
    fanOut.sendToExtended(
        () -> context.encoder.encode(new ServerFrame.RoomJoined(room, position, null)));
    lane.flushLater(fanOut);
  }

  /** A member, on this node or another one, started or stopped typing. */
  public void typing(Member member, boolean isTyping) {
    if (fanOut.size() > 1 || bus.isShared()) {
      fanOut.sendDroppableExcept(
          context.encoder.encode(new ServerFrame.TypingIndicator(room, member, isTyping)),
          member.userId());
      lane.flushLater(fanOut);
    }
  }
}

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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room that has members on this node: its feed, its members as far as this node knows, and the
 * connections that get what happens in it. Belongs to its lane; every method is called there.
 */
final class LocalRoom implements Feed.Target {
  private static final Logger LOG = LoggerFactory.getLogger(LocalRoom.class);

  /** How long a message beyond the next waits for those before it to come by the bus. */
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

  /** Joins under way; the room stays while there are any. */
  private int joining;

  /** Kept while somebody joins, who may have to catch up with it. */
  private @Nullable RecentMessages recent;

  private boolean reading;

  /** The answer under way may be too old: the store is to be asked once more. */
  private boolean readAgain;

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
    node.store.opened(room);
    node.busCalls.call(
        lane,
        () -> {
          node.broadcaster.subscribe(Set.of(room));
          return room;
        },
        new Answer<Room>() {
          @Override
          public void done(Room subscribed) {
            opened();
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot subscribe to {}, which goes on without", room, cause);
            opened();
          }
        });
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

  void beginJoin() {
    joining++;
    if (recent == null) {
      recent = new RecentMessages();
    }
  }

  void endJoin() {
    joining--;
    if (joining == 0) {
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
    if (fanOut.size() == 0 && joining == 0) {
      lane.forget(this);
      node.store.released(room);
      node.busCalls.call(
          lane,
          () -> {
            node.broadcaster.unsubscribe(Set.of(room));
            return room;
          },
          new Answer<Room>() {
            @Override
            public void done(Room unsubscribed) {}

            @Override
            public void failed(Throwable cause) {
              LOG.warn("Cannot unsubscribe from {}", room, cause);
            }
          });
    }
  }

  /** A change of membership that happened, here or elsewhere. */
  void change(MembershipChange change) {
    announce(view.apply(change));
    if (view.isBehind()) {
      loadMembers();
    }
  }

  /** Takes over what the registry says about the members. */
  void load(RoomMembers members) {
    announce(view.load(members));
    if (view.isBehind()) {
      loadMembers();
    }
  }

  /** The registry has this version of the members. */
  void compareMembers(long version) {
    if (view.isLoaded() && view.version() != version) {
      readMembers();
    }
  }

  /** The store's log goes this far. */
  void compareHead(Head head) {
    if (feed.isStarted()
        && (!head.epoch().equals(feed.place().epoch()) || head.seq() > feed.place().seq())) {
      missing(true);
    }
  }

  private void announce(List<MembershipChange> changes) {
    for (MembershipChange change : changes) {
      Member member = change.member();
      switch (change.kind()) {
        case JOINED -> {
          sendToAll(node.encoder.encode(new ServerFrame.UserJoined(member)));
          node.listeners.joined(room, member);
        }
        case LEFT -> {
          sendToAll(node.encoder.encode(new ServerFrame.UserLeft(member)));
          node.listeners.left(room, member);
        }
        case RENAMED -> {
          // The base protocol has no frame for it: the name shows with the next thing one does.
        }
      }
    }
  }

  void typing(Member member, boolean isTyping) {
    if (fanOut.size() > 1) {
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
    node.listeners.message(message);
  }

  @Override
  public void missing(boolean mayCome) {
    if (reading) {
      readAgain |= !mayCome;
      return;
    }
    reading = true;
    if (mayCome) {
      lane.scheduler.schedule(OVERTAKING, () -> lane.execute(this::read));
    } else {
      read();
    }
  }

  /** The messages after a place that were delivered lately, or null if they are not all there. */
  @Nullable List<Message> recentAfter(Position place) {
    return recent == null ? null : recent.after(place, feed.place());
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
              feed.start(heads.getOrDefault(room, Head.EMPTY).position());
            }
          }

          @Override
          public void failed(Throwable cause) {
            if (lane.find(room) == LocalRoom.this) {
              lane.scheduler.schedule(RETRY, () -> lane.execute(LocalRoom.this::startFeedAtHead));
            }
          }
        });
  }

  private void read() {
    if (!feed.isStarted()) {
      reading = false;
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
            reading = false;
            feed.read(asked, page);
            if (readAgain) {
              missing(false);
            } else if (feed.isBehind()) {
              missing(true);
            }
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot read {} after {}, trying again", room, asked, cause);
            if (lane.find(room) != LocalRoom.this) {
              return;
            }
            lane.scheduler.schedule(RETRY, () -> lane.execute(LocalRoom.this::read));
          }
        });
  }

  private void loadMembers() {
    if (loadingMembers) {
      return;
    }
    loadingMembers = true;
    lane.scheduler.schedule(
        OVERTAKING,
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
    node.presenceCalls.call(
        lane,
        () -> node.presence.members(room),
        new Answer<RoomMembers>() {
          @Override
          public void done(RoomMembers members) {
            load(members);
          }

          @Override
          public void failed(Throwable cause) {
            LOG.warn("Cannot read the members of {}, trying again", room, cause);
            loadMembers();
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

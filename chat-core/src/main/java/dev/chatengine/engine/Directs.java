package dev.chatengine.engine;

import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private logs of the users who are connected to this node: where each stood when its user
 * came, so that what is said later is delivered from there on though no hint of it comes. Safe for
 * all threads.
 */
final class Directs {
  private static final Logger LOG = LoggerFactory.getLogger(Directs.class);

  /**
   * Of how many private logs of a user the places are known; in older ones, a message is found by
   * its hint or by reading.
   */
  private static final int MAX_KNOWN = 32;

  /** How many users are asked about at once. */
  private static final int MAX_USERS = 100;

  private final Node node;
  private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();

  /** Asks again about users of whose logs the store could not tell where they stand. */
  private final Sequence rereads;

  /** Those users, and whether any are left or asked about; belong to {@link #rereads}. */
  private final Set<String> unread = new LinkedHashSet<>();

  private boolean rereading;

  Directs(Node node) {
    this.node = node;
    rereads = new Sequence(node.scheduler);
  }

  /** One user's private logs. Guarded by itself. */
  private static final class Inbox {
    /** The places at which nothing more is to be delivered than what comes after; oldest first. */
    private final Map<Direct, Position> places = new LinkedHashMap<>();

    /** Logs that are followed. */
    private final Set<Direct> open = new HashSet<>();

    private boolean loaded;

    /** Those who wait for the store's answer; null once it has come, or will not. */
    private @Nullable List<Runnable> waiting = new ArrayList<>();

    /** Whether there are no logs beside those whose places are known. */
    private boolean whole;

    private void put(Direct direct, Position place) {
      places.remove(direct);
      places.put(direct, place);
      if (places.size() > MAX_KNOWN) {
        places.remove(places.keySet().iterator().next());
        whole = false;
      }
    }
  }

  // ---- users

  /** A user's first session has come. */
  void came(String userId) {
    Inbox inbox = new Inbox();
    if (inboxes.putIfAbsent(userId, inbox) == null) {
      Sequence sequence = new Sequence(node.scheduler);
      sequence.execute(
          () ->
              read(userId, inbox, sequence, () -> {}, () -> rereads.execute(() -> unread(userId))));
    }
  }

  /** Reads where a user's logs stand. If the store cannot tell, nobody waits for it. */
  private void read(
      String userId, Inbox inbox, Sequence sequence, Runnable loaded, Runnable failed) {
    node.storeCalls.call(
        sequence,
        () -> node.store.directs(Set.of(userId), MAX_KNOWN + 1),
        new Answer<List<ConversationHead>>() {
          @Override
          public void done(List<ConversationHead> heads) {
            load(inbox, heads);
            answered(inbox);
            loaded.run();
          }

          @Override
          public void failed(Throwable cause) {
            node.log.warn(LOG, "Cannot read where private logs stand: {}", cause.toString());
            answered(inbox);
            failed.run();
          }
        });
  }

  /**
   * The store is to be asked again: as long as a user's places are not known, a message is found by
   * its hint only. However many users there are, it is asked about one of them a second while it is
   * away, and then about one after the other. On {@link #rereads}.
   */
  private void unread(String userId) {
    unread.add(userId);
    if (!rereading) {
      rereading = true;
      rereadLater();
    }
  }

  private void rereadLater() {
    node.scheduler.schedule(Node.RETRY, () -> rereads.execute(this::reread));
  }

  private void reread() {
    while (!unread.isEmpty() && !node.isClosed()) {
      String userId = unread.iterator().next();
      unread.remove(userId);
      Inbox inbox = inboxes.get(userId);
      if (inbox != null) {
        read(
            userId,
            inbox,
            rereads,
            this::reread,
            () -> {
              unread.add(userId);
              rereadLater();
            });
        return;
      }
    }
    rereading = false;
  }

  private static void answered(Inbox inbox) {
    List<Runnable> tasks;
    synchronized (inbox) {
      tasks = inbox.waiting;
      inbox.waiting = null;
    }
    if (tasks != null) {
      tasks.forEach(Runnable::run);
    }
  }

  /**
   * Runs a task once the places of a user's logs are known here, or cannot be: whatever is said
   * after what the task sees is delivered.
   */
  void whenKnown(String userId, Runnable task) {
    Inbox inbox = inboxes.get(userId);
    if (inbox != null) {
      synchronized (inbox) {
        if (inbox.waiting != null) {
          inbox.waiting.add(task);
          return;
        }
      }
    }
    task.run();
  }

  private static void load(Inbox inbox, List<ConversationHead> heads) {
    synchronized (inbox) {
      inbox.loaded = true;
      inbox.whole = heads.size() <= MAX_KNOWN;
      for (int i = Math.min(heads.size(), MAX_KNOWN) - 1; i >= 0; i--) {
        if (heads.get(i).conversation() instanceof Direct direct) {
          // One that has been followed meanwhile may have been delivered less far.
          Position known = inbox.places.get(direct);
          inbox.put(direct, known == null ? heads.get(i).head().position() : known);
        }
      }
    }
  }

  /** A user's last session has gone. */
  void went(String userId) {
    Inbox inbox = inboxes.get(userId);
    // It may have come again meanwhile.
    inboxes.computeIfPresent(userId, (id, there) -> node.sessions.has(id) ? there : null);
    if (inbox == null || inboxes.containsKey(userId)) {
      return;
    }
    List<Direct> open;
    synchronized (inbox) {
      open = List.copyOf(inbox.open);
    }
    for (Direct direct : open) {
      Lane lane = node.lanes.of(direct);
      lane.execute(() -> lane.closeUnused(direct));
    }
  }

  /** Whether one of the two is connected here. */
  boolean isHere(Direct direct) {
    return inboxes.containsKey(direct.first()) || inboxes.containsKey(direct.second());
  }

  // ---- logs

  private List<Inbox> inboxesOf(Direct direct) {
    Inbox first = inboxes.get(direct.first());
    Inbox second = inboxes.get(direct.second());
    List<Inbox> found = new ArrayList<>(2);
    if (first != null) {
      found.add(first);
    }
    if (second != null && second != first) {
      found.add(second);
    }
    return found;
  }

  /** A log is followed from now on; tells from where, or null if that is not known. */
  @Nullable Position opened(Direct direct) {
    Position first = null;
    for (Inbox inbox : inboxesOf(direct)) {
      synchronized (inbox) {
        inbox.open.add(direct);
        Position place = inbox.places.get(direct);
        if (place == null && inbox.loaded && inbox.whole) {
          place = Position.EMPTY;
        }
        if (place != null && (first == null || place.seq() < first.seq())) {
          first = place;
        }
      }
    }
    return first;
  }

  /** A log is not followed any more, and was delivered up to a place. */
  void closed(Direct direct, @Nullable Position place) {
    for (Inbox inbox : inboxesOf(direct)) {
      synchronized (inbox) {
        inbox.open.remove(direct);
        if (place != null) {
          inbox.put(direct, place);
        }
      }
    }
  }

  // ---- hints

  /** Tells the other nodes where the two are that the store has a message. */
  void hint(Lane lane, Message message) {
    if (!node.bus.isShared() || !(message.conversation() instanceof Direct direct)) {
      return;
    }
    node.presenceCalls.call(
        lane,
        () -> nodesOf(direct),
        new Answer<Set<String>>() {
          @Override
          public void done(Set<String> nodeIds) {
            BusEvent.DirectStored event = new BusEvent.DirectStored(message);
            nodeIds.forEach(nodeId -> node.bus.send(nodeId, event, sent -> {}));
          }

          @Override
          public void failed(Throwable cause) {
            node.log.warn(LOG, "Cannot tell where a private message goes: {}", cause.toString());
          }
        });
  }

  private Set<String> nodesOf(Direct direct) {
    List<SessionLocation> locations = new ArrayList<>(node.presence.locate(direct.first()));
    if (!direct.first().equals(direct.second())) {
      locations.addAll(node.presence.locate(direct.second()));
    }
    return locations.stream()
        .filter(location -> !location.parked())
        .map(SessionLocation::nodeId)
        .filter(nodeId -> !nodeId.equals(node.settings.nodeId()))
        .collect(Collectors.toSet());
  }

  // ---- comparison

  /** Finds messages of which no hint has come, in logs that are not followed yet. */
  void compare() {
    List<String> users = new ArrayList<>(inboxes.keySet());
    for (int from = 0; from < users.size(); from += MAX_USERS) {
      compare(Sets.copyInOrder(users.subList(from, Math.min(users.size(), from + MAX_USERS))));
    }
  }

  private void compare(Set<String> userIds) {
    Sequence sequence = new Sequence(node.scheduler);
    sequence.execute(
        () ->
            node.storeCalls.call(
                sequence,
                () -> node.store.directs(userIds, MessageStore.MAX_LIMIT),
                new Answer<List<ConversationHead>>() {
                  @Override
                  public void done(List<ConversationHead> heads) {
                    heads.forEach(head -> compare(head));
                  }

                  @Override
                  public void failed(Throwable cause) {
                    node.log.warn(LOG, "Cannot compare private logs: {}", cause.toString());
                  }
                }));
  }

  private void compare(ConversationHead head) {
    if (!(head.conversation() instanceof Direct direct) || !mayHaveMore(direct, head)) {
      return;
    }
    Lane lane = node.lanes.of(direct);
    lane.execute(
        () -> {
          LocalDirect local = lane.open(direct, null);
          if (local != null && local.log.feed.isStarted()) {
            local.log.compareHead(local.log.feed.place(), head.head());
          }
        });
  }

  /** Whether a log is not followed, and has moved on since its place was known. */
  private boolean mayHaveMore(Direct direct, ConversationHead head) {
    for (Inbox inbox : inboxesOf(direct)) {
      synchronized (inbox) {
        if (inbox.open.contains(direct)) {
          return false;
        }
        Position place = inbox.places.get(direct);
        if (place == null ? inbox.whole : !place.equals(head.head().position())) {
          return true;
        }
      }
    }
    return false;
  }
}

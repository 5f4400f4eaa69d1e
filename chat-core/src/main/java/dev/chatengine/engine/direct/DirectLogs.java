package dev.chatengine.engine.direct;

import dev.chatengine.engine.bus.Bus;
import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.context.Sets;
import dev.chatengine.engine.log.Feed;
import dev.chatengine.engine.log.Lane;
import dev.chatengine.engine.log.Lanes;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.session.Sessions;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Conversation;
import dev.chatengine.model.ConversationHead;
import dev.chatengine.model.Direct;
import dev.chatengine.model.Message;
import dev.chatengine.model.Position;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.PresenceRegistry.SessionLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private logs that are followed on this node. A method that takes a lane is called there; the
 * others are safe for all threads.
 */
public final class DirectLogs {
  private static final Logger LOG = LoggerFactory.getLogger(DirectLogs.class);

  /** How many private logs a lane follows; beyond that it stops following the oldest. */
  private static final int MAX_LOGS = 10_000;

  /** For how many users one call of the store reads the logs. */
  private static final int MAX_USERS = 100;

  private final NodeContext context;
  private final Sessions sessions;
  private final Lanes lanes;
  private final DirectIndex directs;
  private final Bus bus;
  private final Consumer<Conversation> recheck;

  /** The logs of each lane, the oldest first. */
  private final List<Map<Direct, LocalDirect>> logs;

  /**
   * @param recheck compares a conversation with the store again
   */
  public DirectLogs(
      NodeContext context,
      Sessions sessions,
      Lanes lanes,
      DirectIndex directs,
      Bus bus,
      Consumer<Conversation> recheck) {
    this.context = context;
    this.sessions = sessions;
    this.lanes = lanes;
    this.directs = directs;
    this.bus = bus;
    this.recheck = recheck;
    this.logs =
        Stream.generate(() -> (Map<Direct, LocalDirect>) new LinkedHashMap<Direct, LocalDirect>())
            .limit(lanes.count())
            .toList();
  }

  private Map<Direct, LocalDirect> of(Lane lane) {
    return logs.get(lane.index);
  }

  /**
   * A private log, followed from now on if one of the two users is connected here.
   *
   * @param hint a message of the log that was received, or null
   * @return null if none of the two is connected here
   */
  @Nullable LocalDirect open(Lane lane, Direct direct, @Nullable Message hint) {
    Map<Direct, LocalDirect> open = of(lane);
    LocalDirect local = open.get(direct);
    if (local != null || !directs.isHere(direct)) {
      return local;
    }
    if (open.size() >= MAX_LOGS) {
      close(lane, open.values().iterator().next());
    }
    local = new LocalDirect(direct, lane, context, sessions, recheck);
    open.put(direct, local);
    Position position = directs.opened(direct);
    if (position == null && hint != null) {
      position = new Position(hint.epoch(), hint.seq() - 1, 0);
    }
    if (position != null) {
      local.log.startAt(position);
    }
    return local;
  }

  public @Nullable LocalDirect find(Lane lane, Direct direct) {
    return of(lane).get(direct);
  }

  /** The private logs of a lane that are followed. */
  public Set<Direct> openIn(Lane lane) {
    return of(lane).keySet();
  }

  private void close(Lane lane, LocalDirect local) {
    of(lane).remove(local.direct);
    local.markClosed();
    Feed feed = local.log.feed;
    directs.closed(local.direct, feed.isStarted() ? feed.position() : null);
  }

  /** A message of a private log was stored, here or on another node. */
  public void received(Lane lane, Direct direct, Message message) {
    LocalDirect local = open(lane, direct, message);
    if (local != null) {
      local.log.feed.offer(message);
    }
  }

  /** A user's last session has ended: stops following the logs of which neither user is here. */
  public void userDisconnected(String userId) {
    for (Direct direct : directs.userDisconnected(userId)) {
      Lane lane = lanes.of(direct);
      lane.execute(
          () -> {
            LocalDirect local = find(lane, direct);
            if (local != null && !directs.isHere(direct)) {
              close(lane, local);
            }
          });
    }
  }

  /** Notifies the nodes to which the two users are connected that the store has a message. */
  public void hint(Lane lane, Message message) {
    if (!bus.isShared() || !(message.conversation() instanceof Direct direct)) {
      return;
    }
    context.presence.call(
        lane,
        registry -> nodesOf(registry, direct),
        new Callback<Set<String>>() {
          @Override
          public void onSuccess(Set<String> nodeIds) {
            BusEvent.DirectStored event = new BusEvent.DirectStored(message);
            nodeIds.forEach(nodeId -> bus.send(nodeId, event, sent -> {}));
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG, "Cannot find the nodes of a private message: {}", cause.toString());
          }
        });
  }

  private Set<String> nodesOf(PresenceRegistry registry, Direct direct) {
    List<SessionLocation> locations = new ArrayList<>(registry.locate(direct.first()));
    if (!direct.first().equals(direct.second())) {
      locations.addAll(registry.locate(direct.second()));
    }
    return locations.stream()
        .filter(location -> !location.parked())
        .map(SessionLocation::nodeId)
        .filter(nodeId -> !nodeId.equals(context.settings.nodeId()))
        .collect(Collectors.toSet());
  }

  /** Finds messages whose hints were lost, in logs that are not followed yet. */
  public void compare() {
    List<String> users = directs.users();
    for (int from = 0; from < users.size(); from += MAX_USERS) {
      compare(Sets.copyInOrder(users.subList(from, Math.min(users.size(), from + MAX_USERS))));
    }
  }

  private void compare(Set<String> userIds) {
    SerialExecutor executor = new SerialExecutor(context.scheduler);
    executor.execute(
        () ->
            context.store.call(
                executor,
                store -> store.directs(userIds, MessageStore.MAX_LIMIT),
                new Callback<List<ConversationHead>>() {
                  @Override
                  public void onSuccess(List<ConversationHead> heads) {
                    heads.forEach(head -> compare(head));
                  }

                  @Override
                  public void onFailure(Throwable cause) {
                    context.log.warn(LOG, "Cannot compare private logs: {}", cause.toString());
                  }
                }));
  }

  private void compare(ConversationHead head) {
    if (!(head.conversation() instanceof Direct direct) || !directs.mayHaveMore(direct, head)) {
      return;
    }
    Lane lane = lanes.of(direct);
    lane.execute(
        () -> {
          LocalDirect local = open(lane, direct, null);
          if (local != null && local.log.feed.isStarted()) {
            local.log.compareHead(local.log.feed.position(), head.head());
          }
        });
  }
}

package dev.chatengine.engine.bus;

import dev.chatengine.engine.context.NodeContext;
import dev.chatengine.engine.context.Sets;
import dev.chatengine.engine.plugin.Callback;
import dev.chatengine.engine.task.SerialExecutor;
import dev.chatengine.model.Address;
import dev.chatengine.model.Room;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to a lane's rooms at the bus. Belongs to the lane. One call of the broadcaster is
 * under way at a time, so that calls keep their order; requests that gather meanwhile go with the
 * next call.
 */
public final class Subscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
  private static final int MAX_CALL = 1_000;

  private final SerialExecutor lane;
  private final NodeContext context;
  private final Bus bus;
  private final Consumer<Room> subscribedLate;

  private final Map<Room, Subscription> subscriptions = new HashMap<>();
  private final Set<Room> toSubscribe = new LinkedHashSet<>();
  private final Set<Room> toUnsubscribe = new LinkedHashSet<>();
  private boolean calling;

  /**
   * @param subscribedLate gets rooms that were used for a while without a subscription, once they
   *     have one
   */
  public Subscriptions(
      SerialExecutor lane, NodeContext context, Bus bus, Consumer<Room> subscribedLate) {
    this.lane = lane;
    this.context = context;
    this.bus = bus;
    this.subscribedLate = subscribedLate;
  }

  private static final class Subscription {
    boolean wanted;
    boolean inForce;
    boolean failed;
    final List<Runnable> waiting = new ArrayList<>(1);
  }

  /**
   * Subscribes to a room.
   *
   * @param then is run once the subscription is in force, or has failed; then it is tried again
   *     until it is in force or not wanted any more
   */
  public void subscribe(Room room, Runnable then) {
    if (!bus.isShared()) {
      then.run();
      return;
    }
    Subscription subscription = subscriptions.computeIfAbsent(room, key -> new Subscription());
    subscription.wanted = true;
    toUnsubscribe.remove(room);
    if (subscription.inForce) {
      then.run();
      return;
    }
    subscription.waiting.add(then);
    toSubscribe.add(room);
    work();
  }

  public void unsubscribe(Room room) {
    Subscription subscription = subscriptions.get(room);
    if (subscription != null) {
      subscription.wanted = false;
      toSubscribe.remove(room);
      toUnsubscribe.add(room);
      work();
    }
  }

  private void work() {
    if (calling || context.isClosed()) {
      return;
    }
    if (!toSubscribe.isEmpty()) {
      calling = true;
      callSubscribe(take(toSubscribe));
    } else if (!toUnsubscribe.isEmpty()) {
      calling = true;
      callUnsubscribe(take(toUnsubscribe));
    }
  }

  private static Set<Room> take(Set<Room> from) {
    Set<Room> taken = new LinkedHashSet<>();
    for (Iterator<Room> rooms = from.iterator(); rooms.hasNext() && taken.size() < MAX_CALL; ) {
      taken.add(rooms.next());
      rooms.remove();
    }
    return taken;
  }

  private void callSubscribe(Set<Room> rooms) {
    Set<Address> addresses = Sets.copyInOrder(rooms);
    context.broadcaster.call(
        lane,
        broadcaster -> {
          broadcaster.subscribe(addresses);
          return addresses;
        },
        new Callback<Set<Address>>() {
          @Override
          public void onSuccess(Set<Address> subscribed) {
            calling = false;
            for (Room room : rooms) {
              Subscription subscription = subscription(room);
              subscription.inForce = true;
              if (subscription.failed) {
                subscription.failed = false;
                subscribedLate.accept(room);
              }
            }
            runWaiting(rooms);
            work();
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG, "Cannot subscribe to {} rooms: {}", rooms.size(), cause.toString());
            calling = false;
            rooms.forEach(room -> subscription(room).failed = true);
            runWaiting(rooms);
            retryLater(rooms);
            work();
          }
        });
  }

  private void callUnsubscribe(Set<Room> rooms) {
    Set<Address> addresses = Sets.copyInOrder(rooms);
    rooms.forEach(room -> subscription(room).inForce = false);
    context.broadcaster.call(
        lane,
        broadcaster -> {
          broadcaster.unsubscribe(addresses);
          return addresses;
        },
        new Callback<Set<Address>>() {
          @Override
          public void onSuccess(Set<Address> unsubscribed) {
            calling = false;
            for (Room room : rooms) {
              if (!subscription(room).wanted) {
                subscriptions.remove(room);
              }
            }
            work();
          }

          @Override
          public void onFailure(Throwable cause) {
            context.log.warn(
                LOG, "Cannot unsubscribe from {} rooms: {}", rooms.size(), cause.toString());
            calling = false;
            retryLater(rooms);
            work();
          }

          @Override
          public void onLateSuccess(Set<Address> unsubscribed) {
            subscribeAgain(rooms);
          }

          @Override
          public void onLateFailure() {
            subscribeAgain(rooms);
          }
        });
  }

  /** A late unsubscription may have ended a newer subscription: makes it again. */
  private void subscribeAgain(Set<Room> rooms) {
    for (Room room : rooms) {
      Subscription subscription = subscriptions.get(room);
      if (subscription != null && subscription.wanted) {
        subscription.inForce = false;
        subscription.failed = true;
        toSubscribe.add(room);
      }
    }
    work();
  }

  private void runWaiting(Collection<Room> rooms) {
    for (Room room : rooms) {
      Subscription subscription = subscription(room);
      List<Runnable> tasks = List.copyOf(subscription.waiting);
      subscription.waiting.clear();
      tasks.forEach(Runnable::run);
    }
  }

  /** Later subscribes to each room or unsubscribes from it, as is wanted by then. */
  private void retryLater(Set<Room> rooms) {
    lane.scheduler.schedule(
        context.retryDelay(),
        () ->
            lane.execute(
                () -> {
                  for (Room room : rooms) {
                    Subscription subscription = subscriptions.get(room);
                    if (subscription != null && !subscription.wanted) {
                      toUnsubscribe.add(room);
                    } else if (subscription != null && !subscription.inForce) {
                      toSubscribe.add(room);
                    }
                  }
                  work();
                }));
  }

  /** The subscription of a room; it is kept until the room is unsubscribed. */
  private Subscription subscription(Room room) {
    return subscriptions.computeIfAbsent(room, key -> new Subscription());
  }
}

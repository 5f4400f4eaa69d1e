package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.model.Address;
import org.jspecify.annotations.Nullable;

/**
 * One channel of a {@link SubscriptionTable}: whether it is wanted, and how far its server has got.
 * Guarded by the table's lock, except where a field says otherwise.
 */
final class Subscription {
  final String channel;

  /** The address; null for the channel of an echo, which belongs to no address. */
  final @Nullable Address address;

  /** Whether the receiver gets what arrives. Read by threads that do not hold the lock. */
  volatile boolean wanted;

  /** Until when the channel stays subscribed although it is not wanted, by {@code nanoTime}. */
  long lingersUntil;

  boolean lingers;

  /** What its server was asked for; null while no server carries it. */
  @Nullable ServerSubscriptions server;

  /** Whether the last command on the current connection was to subscribe. */
  boolean asked;

  /** How many commands on the current connection have not been answered. */
  int unanswered;

  /** Why Redis refused the last command; null if it did not. */
  @Nullable String refusal;

  /** Messages may have been lost: the receiver is to be notified once this is in force again. */
  boolean missedSomething;

  Subscription(String channel, @Nullable Address address) {
    this.channel = channel;
    this.address = address;
  }

  /**
   * Whether Redis has confirmed the subscription on the current connection, and no command is under
   * way that could end it. The confirmation of an older command does not count.
   */
  boolean isInForce() {
    return asked && unanswered == 0;
  }

  boolean isToBeKept() {
    return wanted || lingers;
  }

  /** The current connection is gone, and its commands with it. */
  void forgetConnection() {
    asked = false;
    unanswered = 0;
    refusal = null;
  }
}

package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.model.Address;
import org.jspecify.annotations.Nullable;

/**
 * One channel of a {@link SubscriptionTable}: whether it is wanted, and the state of its
 * subscription on its server. Guarded by the table's lock, except where a field says otherwise.
 */
final class Subscription {
  final String channel;

  /** Null for the channel of an echo. */
  final @Nullable Address address;

  /** Whether the receiver gets the channel's messages. Read without the lock. */
  volatile boolean wanted;

  /** When the channel stops lingering, by {@code nanoTime}. */
  long lingersUntil;

  boolean lingers;

  /** The server; null while no server carries the channel. */
  @Nullable ServerSubscriptions server;

  /** Whether the last command on the current connection was to subscribe. */
  boolean asked;

  /** The number of unanswered commands on the current connection. */
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
   * Whether Redis has confirmed the subscription on the current connection, and no later command is
   * under way. The confirmation of an older command does not count.
   */
  boolean isInForce() {
    return asked && unanswered == 0;
  }

  boolean isToBeKept() {
    return wanted || lingers;
  }

  /** The current connection has ended, and its commands with it. */
  void forgetConnection() {
    asked = false;
    unanswered = 0;
    refusal = null;
  }
}

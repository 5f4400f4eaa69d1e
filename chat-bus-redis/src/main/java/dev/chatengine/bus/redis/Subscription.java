package dev.chatengine.bus.redis;

import dev.chatengine.model.Address;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of one channel and how far it is. Guarded by the lock of {@link Subscriptions},
 * but for what is said otherwise.
 */
final class Subscription {
  final String channel;

  /** The address; nothing for a channel on which a broadcaster hears only itself. */
  final @Nullable Address address;

  /** Whether the receiver gets what comes; read by threads that have no lock. */
  volatile boolean wanted;

  /** Until when the channel stays subscribed though it is not wanted, by {@code nanoTime}. */
  long lingersUntil;

  boolean lingers;

  /** The one that has it; nothing while its server is not known. */
  @Nullable Subscriber subscriber;

  /** Whether the last command on the current connection was to subscribe. */
  boolean asked;

  /** How many commands on the current connection have not been answered. */
  int unanswered;

  /** Why Redis has refused the last command, if it has. */
  @Nullable String refusal;

  /** The receiver is to compare once this is in force: it was not for a while. */
  boolean missedSomething;

  Subscription(String channel, @Nullable Address address) {
    this.channel = channel;
    this.address = address;
  }

  /**
   * Whether Redis has confirmed it on the current connection, and no command is under way that
   * could end it: an older command's confirmation does not count.
   */
  boolean isInForce() {
    return asked && unanswered == 0;
  }

  boolean isToBeKept() {
    return wanted || lingers;
  }

  /** The connection is another one. */
  void forgetConnection() {
    asked = false;
    unanswered = 0;
    refusal = null;
  }
}

package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.model.Address;
import java.util.Set;

/** Receives what the subscribing connections report; on threads that must not wait. */
interface PubSubListener {
  /** A message of any node, including this one, has arrived. */
  void received(Address address, byte[] message);

  /** Messages of these addresses may have been lost; an empty set means all addresses. */
  void missed(Set<Address> addresses);

  /** The maintenance thread has something to do. */
  void signal();
}

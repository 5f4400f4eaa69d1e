package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.model.Address;
import java.util.Set;

/** Is notified by the connections that subscribe; on threads that must not wait. */
interface PubSubListener {
  /** A message of another node, or of this one, has arrived. */
  void received(Address address, byte[] message);

  /** Messages may have been lost: of these addresses, or of all addresses if there are none. */
  void missed(Set<Address> addresses);

  /** The maintenance thread has something to do. */
  void signal();
}

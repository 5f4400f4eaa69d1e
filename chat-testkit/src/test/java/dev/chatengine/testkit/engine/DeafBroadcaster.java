package dev.chatengine.testkit.engine;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Traits;
import java.util.List;
import java.util.Set;

/** A broadcaster that waits, and that can fail, or lose or delay the envelopes that it receives. */
final class DeafBroadcaster implements Broadcaster {
  private final Broadcaster broadcaster;
  private final Cluster cluster;
  private final int node;

  DeafBroadcaster(Broadcaster broadcaster, Cluster cluster, int node) {
    this.broadcaster = broadcaster;
    this.cluster = cluster;
    this.node = node;
  }

  private void fail(String method) {
    if (cluster.failingOnBus.contains(method) || cluster.isWithoutBus(node)) {
      throw new IllegalStateException("the bus is away");
    }
  }

  @Override
  public void start(Receiver receiver) {
    broadcaster.start(
        new Receiver() {
          @Override
          public void received(Envelope envelope) {
            if (cluster.slow) {
              cluster.onItsWay(() -> receiver.received(envelope));
            } else if (!cluster.deaf && !cluster.isWithoutBus(node)) {
              receiver.received(envelope);
              if (cluster.doubling) {
                receiver.received(envelope);
              }
            }
          }

          @Override
          public void mayHaveMissed(Set<Address> addresses) {
            receiver.mayHaveMissed(addresses);
          }
        });
    cluster.receivers.add(receiver);
  }

  @Override
  public void subscribe(Set<Address> addresses) {
    fail("subscribe");
    broadcaster.subscribe(addresses);
  }

  @Override
  public void unsubscribe(Set<Address> addresses) {
    fail("unsubscribe");
    Runnable event = cluster.duringUnsubscribe;
    cluster.duringUnsubscribe = () -> {};
    event.run();
    broadcaster.unsubscribe(addresses);
  }

  @Override
  public void publish(List<Envelope> envelopes) {
    fail("publish");
    broadcaster.publish(envelopes);
  }

  @Override
  public Traits traits() {
    return Traits.REMOTE;
  }

  @Override
  public void close() {
    broadcaster.close();
  }
}

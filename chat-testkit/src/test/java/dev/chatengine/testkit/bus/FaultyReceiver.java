package dev.chatengine.testkit.bus;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import java.util.Set;
import java.util.function.Consumer;

/** Passes a faulty broadcaster's calls to a receiver, some of them wrongly. */
record FaultyReceiver(Consumer<Envelope> onReceived, Consumer<Set<Address>> onMissed)
    implements Receiver {

  @Override
  public void received(Envelope envelope) {
    onReceived.accept(envelope);
  }

  @Override
  public void mayHaveMissed(Set<Address> addresses) {
    onMissed.accept(addresses);
  }
}

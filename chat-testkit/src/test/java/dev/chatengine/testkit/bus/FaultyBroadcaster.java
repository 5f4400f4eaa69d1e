package dev.chatengine.testkit.bus;

import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Traits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sound broadcaster, of which a fault replaces a method. */
final class FaultyBroadcaster implements Broadcaster {
  final InterruptibleBus bus;
  final Broadcaster sound;
  final Set<Address> subscribed = ConcurrentHashMap.newKeySet();
  volatile @Nullable Receiver receiver;

  Consumer<Receiver> start;
  Consumer<Set<Address>> subscribe;
  Consumer<Set<Address>> unsubscribe;
  Consumer<List<Envelope>> publish;
  Supplier<Optional<String>> outage;
  Runnable close;

  FaultyBroadcaster(InterruptibleBus bus) {
    this.bus = bus;
    sound = bus.broadcaster();
    start = sound::start;
    subscribe = sound::subscribe;
    unsubscribe = sound::unsubscribe;
    publish = sound::publish;
    outage = sound::outage;
    close = sound::close;
  }

  @Override
  public void start(Receiver receiver) {
    start.accept(receiver);
    this.receiver = receiver;
  }

  @Override
  public void subscribe(Set<Address> addresses) {
    subscribe.accept(addresses);
    subscribed.addAll(addresses);
  }

  @Override
  public void unsubscribe(Set<Address> addresses) {
    unsubscribe.accept(addresses);
    subscribed.removeAll(addresses);
  }

  @Override
  public void publish(List<Envelope> envelopes) {
    publish.accept(envelopes);
  }

  @Override
  public Traits traits() {
    return sound.traits();
  }

  @Override
  public Optional<String> outage() {
    return outage.get();
  }

  @Override
  public void close() {
    close.run();
  }
}

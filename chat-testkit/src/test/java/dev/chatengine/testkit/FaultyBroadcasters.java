package dev.chatengine.testkit;

import dev.chatengine.memory.LocalBus;
import dev.chatengine.model.Address;
import dev.chatengine.model.Direct;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.Traits;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Broadcasters with one fault each. Nested, so that no build runs them by itself. */
final class FaultyBroadcasters {
  private FaultyBroadcasters() {}

  /** Runs the contract on a bus that was given a fault. */
  abstract static class Contract extends BroadcasterContract {
    private final InterruptibleBus bus = new InterruptibleBus();

    abstract Broadcaster faulty(Broadcaster sound);

    @Override
    protected Broadcaster open() {
      return faulty(bus.broadcaster());
    }

    @Override
    protected void cutOff() {
      bus.cutOff();
    }

    @Override
    protected void reconnect() {
      bus.reconnect();
    }

    @Override
    protected Set<Capability> capabilities() {
      return EnumSet.allOf(Capability.class);
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(300);
    }
  }

  /** A sound broadcaster, to be given a fault. */
  static class Forwarding implements Broadcaster {
    final Broadcaster sound;
    final Set<Address> subscribed = ConcurrentHashMap.newKeySet();
    volatile @Nullable Receiver receiver;

    Forwarding(Broadcaster sound) {
      this.sound = sound;
    }

    @Override
    public void start(Receiver receiver) {
      sound.start(receiver);
      this.receiver = receiver;
    }

    @Override
    public void subscribe(Set<Address> addresses) {
      sound.subscribe(addresses);
      subscribed.addAll(addresses);
    }

    @Override
    public void unsubscribe(Set<Address> addresses) {
      sound.unsubscribe(addresses);
      subscribed.removeAll(addresses);
    }

    @Override
    public void publish(List<Envelope> envelopes) {
      sound.publish(envelopes);
    }

    @Override
    public Traits traits() {
      return sound.traits();
    }

    @Override
    public Optional<String> trouble() {
      return sound.trouble();
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  static class WithoutFault extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound);
    }
  }

  static class Echoes extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void publish(List<Envelope> envelopes) {
          sound.publish(envelopes);
          Receiver own = receiver;
          envelopes.stream()
              .filter(envelope -> own != null && subscribed.contains(envelope.address()))
              .limit(1)
              .forEach(envelope -> echo(own, envelope));
        }

        private void echo(@Nullable Receiver own, Envelope envelope) {
          // Not what answers itself for ever.
          if (own != null && RecordingReceiver.text(envelope).equals("mine")) {
            own.received(envelope);
          }
        }
      };
    }
  }

  static class Reorders extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void publish(List<Envelope> envelopes) {
          List<Envelope> turned = new ArrayList<>(envelopes);
          Collections.reverse(turned);
          sound.publish(turned);
        }
      };
    }
  }

  static class MixesKindsOfAddresses extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void subscribe(Set<Address> addresses) {
          sound.subscribe(addresses.stream().map(this::name).collect(Collectors.toSet()));
        }

        @Override
        public void publish(List<Envelope> envelopes) {
          sound.publish(
              envelopes.stream()
                  .map(envelope -> new Envelope(name(envelope.address()), envelope.payload()))
                  .toList());
        }

        private Address name(Address address) {
          return address instanceof NodeAddress node ? new Room(node.nodeId()) : address;
        }
      };
    }
  }

  static class MixesPrivateLogs extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void publish(List<Envelope> envelopes) {
          for (Envelope envelope : envelopes) {
            if (envelope.address() instanceof Direct direct && direct.first().equals("a")) {
              String all = direct.first() + direct.second();
              Address other = new Direct(all.substring(0, 2), all.substring(2));
              sound.publish(List.of(new Envelope(other, envelope.payload())));
            } else {
              sound.publish(List.of(envelope));
            }
          }
        }
      };
    }
  }

  static class SubscribesLate extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        private Set<Address> late = Set.of();

        @Override
        public void subscribe(Set<Address> addresses) {
          sound.subscribe(late);
          late = addresses;
        }
      };
    }
  }

  static class SubscribesTwice extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        private final Set<Address> twice = new HashSet<>();

        @Override
        public void start(Receiver receiver) {
          sound.start(
              new Receiver() {
                @Override
                public void received(Envelope envelope) {
                  receiver.received(envelope);
                  if (twice.contains(envelope.address())) {
                    receiver.received(envelope);
                  }
                }

                @Override
                public void mayHaveMissed(Set<Address> addresses) {
                  receiver.mayHaveMissed(addresses);
                }
              });
        }

        @Override
        public void subscribe(Set<Address> addresses) {
          addresses.stream().filter(subscribed::contains).forEach(twice::add);
          super.subscribe(addresses);
        }
      };
    }
  }

  static class NeverUnsubscribes extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void unsubscribe(Set<Address> addresses) {}
      };
    }
  }

  static class SendsWhatComesBeforeAFault extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void publish(List<Envelope> envelopes) {
          envelopes.forEach(envelope -> sound.publish(List.of(envelope)));
        }
      };
    }
  }

  static class CutsPayloads extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void publish(List<Envelope> envelopes) {
          sound.publish(envelopes.stream().map(this::cut).toList());
        }

        private Envelope cut(Envelope envelope) {
          ByteBuffer payload = envelope.payload().duplicate();
          payload.limit(payload.position() + Math.min(payload.remaining(), 1 << 16));
          return new Envelope(envelope.address(), payload);
        }
      };
    }
  }

  static class SendsWholeArrays extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void publish(List<Envelope> envelopes) {
          sound.publish(
              envelopes.stream()
                  .map(
                      envelope ->
                          envelope.payload().hasArray()
                              ? new Envelope(
                                  envelope.address(), ByteBuffer.wrap(envelope.payload().array()))
                              : envelope)
                  .toList());
        }
      };
    }
  }

  static class ReadsPayloadsAway extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void publish(List<Envelope> envelopes) {
          sound.publish(envelopes);
          envelopes.forEach(envelope -> envelope.payload().position(envelope.payload().limit()));
        }
      };
    }
  }

  static class HasManyReceivers extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void start(Receiver receiver) {
          if (this.receiver == null) {
            super.start(receiver);
          }
        }
      };
    }
  }

  static class NeverCloses extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void close() {}
      };
    }
  }

  /** A sound receiver, between which and its broadcaster there is a fault. */
  static class ForwardingReceiver implements Broadcaster.Receiver {
    final Broadcaster.Receiver sound;

    ForwardingReceiver(Broadcaster.Receiver sound) {
      this.sound = sound;
    }

    @Override
    public void received(Broadcaster.Envelope envelope) {
      sound.received(envelope);
    }

    @Override
    public void mayHaveMissed(Set<Address> addresses) {
      sound.mayHaveMissed(addresses);
    }
  }

  static class DiesWithItsReceiver extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void start(Receiver receiver) {
          super.start(
              new ForwardingReceiver(receiver) {
                private boolean dead;

                @Override
                public void received(Envelope envelope) {
                  if (!dead) {
                    dead = true;
                    super.received(envelope);
                    dead = false;
                  }
                }
              });
        }
      };
    }
  }

  static class SubscribesSomeOfMany extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void subscribe(Set<Address> addresses) {
          super.subscribe(addresses.stream().limit(1_000).collect(Collectors.toSet()));
        }
      };
    }
  }

  static class UnsubscribesAfterTheNext extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        private Set<Address> late = Set.of();

        @Override
        public void subscribe(Set<Address> addresses) {
          super.subscribe(addresses);
          super.unsubscribe(late);
          late = Set.of();
        }

        @Override
        public void unsubscribe(Set<Address> addresses) {
          late = addresses;
        }
      };
    }
  }

  static class DoesNotTellWhatIsLost extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void start(Receiver receiver) {
          super.start(
              new ForwardingReceiver(receiver) {
                @Override
                public void mayHaveMissed(Set<Address> addresses) {}
              });
        }
      };
    }
  }

  static class TellsTheFirstLossOnly extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void start(Receiver receiver) {
          super.start(
              new ForwardingReceiver(receiver) {
                private boolean told;

                @Override
                public void mayHaveMissed(Set<Address> addresses) {
                  if (!told) {
                    super.mayHaveMissed(addresses);
                  }
                  told = true;
                }
              });
        }
      };
    }
  }

  static class ForgetsWhatWasSubscribed extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void start(Receiver receiver) {
          super.start(
              new ForwardingReceiver(receiver) {
                @Override
                public void mayHaveMissed(Set<Address> addresses) {
                  unsubscribe(Set.copyOf(subscribed));
                  super.mayHaveMissed(addresses);
                }
              });
        }
      };
    }
  }

  /** Takes for done what could not be done. */
  static class SubscribesNothingMeanwhile extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void subscribe(Set<Address> addresses) {
          if (trouble().isEmpty()) {
            super.subscribe(addresses);
          }
        }
      };
    }
  }

  static class UnsubscribesNothingMeanwhile extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void unsubscribe(Set<Address> addresses) {
          if (trouble().isEmpty()) {
            super.unsubscribe(addresses);
          }
        }
      };
    }
  }

  static class KeepsQuietAboutTrouble extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public Optional<String> trouble() {
          return Optional.empty();
        }
      };
    }
  }

  static class WaitsForTheEndOfTrouble extends Contract {
    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void publish(List<Envelope> envelopes) {
          while (trouble().isPresent()) {
            LockSupport.parkNanos(1_000_000);
          }
          super.publish(envelopes);
        }
      };
    }
  }

  static class TellsThoseWhoAreClosed extends Contract {
    private final List<Broadcaster.Receiver> all = new CopyOnWriteArrayList<>();

    @Override
    Broadcaster faulty(Broadcaster sound) {
      return new Forwarding(sound) {
        @Override
        public void start(Receiver receiver) {
          super.start(receiver);
          all.add(receiver);
        }
      };
    }

    @Override
    protected void reconnect() {
      all.forEach(receiver -> receiver.mayHaveMissed(Set.of()));
      super.reconnect();
    }
  }

  /** Calls each receiver on whatever thread publishes. */
  static class CallsOnAnyThread extends BroadcasterContract {
    private final List<Forwarding> all = new CopyOnWriteArrayList<>();

    @Override
    protected Broadcaster open() {
      Forwarding broadcaster =
          new Forwarding(LocalBus.create().broadcaster()) {
            @Override
            public void publish(List<Envelope> envelopes) {
              sound.publish(envelopes);
              for (Envelope envelope : envelopes) {
                for (Forwarding other : all) {
                  Receiver receiver = other.receiver;
                  if (other != this
                      && receiver != null
                      && other.subscribed.contains(envelope.address())) {
                    receiver.received(envelope);
                  }
                }
              }
            }
          };
      all.add(broadcaster);
      return broadcaster;
    }

    @Override
    protected Set<Capability> capabilities() {
      return Set.of(Capability.SHARED, Capability.ORDERED);
    }

    @Override
    protected Duration patience() {
      return Duration.ofMillis(300);
    }
  }
}

package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.Servers;
import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.model.Address;
import dev.chatengine.spi.Broadcaster.Envelope;
import dev.chatengine.spi.Broadcaster.Receiver;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes and subscribes for one broadcaster. One thread reads each subscribing connection, one
 * calls the receiver, and one maintains the connections. Safe for all threads.
 */
public final class PubSub {
  private static final Logger LOG = LoggerFactory.getLogger(PubSub.class);

  private final PubSubSettings settings;
  private final Header header = new Header();
  private final Publisher publisher;
  private final SubscriptionRouter router;
  private final MaintenanceThread maintenance;

  /** Held during the whole of a start or a close. */
  private final Object state = new Object();

  private volatile @Nullable Inbox inbox;
  private final AtomicBoolean unknownSeen = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Not started yet.
   *
   * @param namespace the prefix of all channel names
   */
  public PubSub(Servers servers, String namespace, PubSubSettings settings) {
    this.settings = settings;
    publisher = new Publisher(servers, new ChannelNames(namespace), header, this::slotsMoved);
    router = new SubscriptionRouter(publisher, settings, header, new ToInbox());
    maintenance = new MaintenanceThread(router, settings);
  }

  private void slotsMoved() {
    router.slotsMoved();
  }

  /**
   * Starts the threads. Does not wait for a connection.
   *
   * @throws IllegalStateException if this is started or closed already
   */
  public void start(Receiver receiver) {
    synchronized (state) {
      checkOpen();
      if (inbox != null) {
        throw new IllegalStateException("the broadcaster has a receiver already");
      }
      Inbox made = new Inbox(receiver, settings.maxPendingBytes());
      inbox = made;
      made.start();
      maintenance.start();
    }
    router.begin();
  }

  /**
   * Subscribes, and waits until Redis has confirmed.
   *
   * @throws UnavailableException if Redis does not; it is subscribed as soon as possible
   */
  public void subscribe(Set<Address> addresses) {
    checkStarted();
    router.subscribe(addresses);
  }

  /** Unsubscribes. Never waits. */
  public void unsubscribe(Set<Address> addresses) {
    checkStarted();
    router.unsubscribe(addresses);
  }

  /**
   * Publishes.
   *
   * @throws UnavailableException if Redis did not take all messages
   */
  public void publish(List<Envelope> envelopes) {
    checkStarted();
    publisher.publish(envelopes);
  }

  /** The health of each server, and of the channels that no server carries, if there are any. */
  public List<ServerHealth> health() {
    return router.health();
  }

  /** The number of channels that are still subscribed although they are not wanted. */
  public int lingering() {
    return router.lingeringCount();
  }

  public boolean isClosed() {
    return closed;
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the broadcaster is closed");
    }
  }

  private void checkStarted() {
    checkOpen();
    if (inbox == null) {
      throw new IllegalStateException("the broadcaster has no receiver");
    }
  }

  /** Ends all threads, except the one that calls. */
  public void close() {
    Inbox started;
    synchronized (state) {
      closed = true;
      started = inbox;
    }
    router.close();
    maintenance.close();
    if (started != null) {
      started.close();
    }
  }

  /** Puts messages of other nodes into the receiver's inbox. */
  private final class ToInbox implements PubSubListener {
    @Override
    public void received(Address address, byte[] message) {
      if (!Header.isKnown(message)) {
        if (unknownSeen.compareAndSet(false, true)) {
          LOG.warn("Ignoring messages whose header this release does not know");
        }
        return;
      }
      Inbox to = inbox;
      if (to != null && !header.isOwn(message)) {
        to.offer(new Envelope(address, Header.payload(message)));
      }
    }

    @Override
    public void missed(Set<Address> addresses) {
      Inbox to = inbox;
      if (to != null) {
        to.missed(addresses);
      }
    }

    @Override
    public void signal() {
      maintenance.signal();
    }
  }
}

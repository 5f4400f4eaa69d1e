package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.Servers;
import dev.chatengine.bus.redis.client.UnavailableException;
import dev.chatengine.model.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes each channel on the connection to the server that carries it, also after its slot has
 * moved. Safe for all threads.
 */
final class SubscriptionRouter {
  /** Enough to find a channel of any server, except with a probability of 1 in 10^12. */
  private static final int CHANNELS_TRIED = 500_000;

  private final Publisher publisher;
  private final Servers servers;
  private final ChannelNames names;
  private final String senderId;
  private final PubSubSettings settings;
  private final PubSubListener listener;
  private final SubscriptionTable table;

  /** By the name of the server; guarded by itself. */
  private final Map<String, ShardConnection> connections = new LinkedHashMap<>();

  private volatile boolean slotsMoved;
  private volatile @Nullable Instant uncarried;

  /**
   * Has no subscriptions yet.
   *
   * @param publisher also publishes the echoes
   */
  SubscriptionRouter(
      Publisher publisher, PubSubSettings settings, Header header, PubSubListener listener) {
    this.publisher = publisher;
    this.servers = publisher.servers();
    this.names = publisher.names();
    this.senderId = header.senderId();
    this.settings = settings;
    this.listener = listener;
    table = new SubscriptionTable(settings.linger(), settings.maxLingering());
  }

  /** Connects before the first subscription, if one server carries all channels. */
  void begin() {
    if (!servers.commands().bySlot) {
      connectionFor("");
    }
  }

  // ---- what is wanted

  /**
   * Subscribes, and returns once all subscriptions are in force.
   *
   * @throws UnavailableException if that is not possible yet; it is done as soon as possible
   */
  void subscribe(Set<Address> addresses) {
    List<Subscription> wanted = new ArrayList<>();
    Address uncarriedAddress = null;
    for (Address address : addresses) {
      String channel = names.of(address);
      ShardConnection connection = table.hasServer(channel) ? null : connectionFor(channel);
      Subscription subscription =
          table.want(channel, address, connection == null ? null : connection.subscriptions);
      wanted.add(subscription);
      if (!table.hasServer(channel)) {
        uncarriedAddress = address;
      }
    }
    connections().forEach(ShardConnection::sendUnsent);
    if (uncarriedAddress != null) {
      slotsMoved();
      throw new UnavailableException(
          "not subscribed yet: no shard carries the channel of " + uncarriedAddress);
    }
    table.awaitInForce(wanted, settings.timeout());
  }

  /** Never waits: {@link #expireLingering} gives the channels up later. */
  void unsubscribe(Collection<Address> addresses) {
    table.unwant(addresses.stream().map(names::of).toList(), System.nanoTime());
    listener.signal();
  }

  /** Gives up channels that have lingered long enough. Returns when to call again. */
  long expireLingering(long now) {
    long next = table.expireLingering(now, now + settings.probeInterval().toNanos());
    connections().forEach(ShardConnection::sendSomeUnsent);
    return next;
  }

  int lingeringCount() {
    return table.lingeringCount();
  }

  // ---- connections

  List<ShardConnection> connections() {
    synchronized (connections) {
      return List.copyOf(connections.values());
    }
  }

  /** The connection for a channel; null if no server carries it. */
  private @Nullable ShardConnection connectionFor(String channel) {
    String server = servers.serverOf(channel);
    return server == null ? null : connectionTo(server);
  }

  /** The connection to a server, made if there is none; null if the server carries no channels. */
  private @Nullable ShardConnection connectionTo(String server) {
    synchronized (connections) {
      ShardConnection present = connections.get(server);
      if (present != null) {
        return present;
      }
    }
    String echoChannel = echoChannel(server);
    if (echoChannel == null) {
      return null;
    }
    synchronized (connections) {
      if (table.isClosed()) {
        throw SubscriptionTable.closedAlready();
      }
      return connections.computeIfAbsent(
          server,
          key -> {
            listener.signal();
            return new ShardConnection(
                key, echoChannel, table, servers.commands().bySlot, listener, this::slotsMoved);
          });
    }
  }

  ConnectionMaintainer maintainerOf(ShardConnection connection) {
    return new ConnectionMaintainer(connection, publisher, settings, listener, this::slotsMoved);
  }

  /** A channel of a server for the echoes of this node; null if the server carries none. */
  private @Nullable String echoChannel(String server) {
    for (int i = 0; i < CHANNELS_TRIED && servers.carriesChannels(server); i++) {
      String channel = names.echo(senderId, i);
      if (server.equals(servers.serverOf(channel))) {
        return channel;
      }
    }
    return null;
  }

  // ---- which server carries which channel

  /** A slot has moved, or may have. */
  void slotsMoved() {
    slotsMoved = true;
    listener.signal();
  }

  boolean mayHaveMovedSlots() {
    return slotsMoved;
  }

  /**
   * Asks again which server carries which channel, and moves subscriptions accordingly. A channel
   * that no server carries at the moment stays with its server until the next call.
   *
   * @return whether all channels are carried
   */
  boolean followSlots() {
    slotsMoved = false;
    boolean followed = false;
    try {
      servers.refresh();
      followed = follow();
    } finally {
      if (!followed) {
        slotsMoved = true;
      }
    }
    uncarried = followed ? null : uncarriedSince();
    return followed;
  }

  private Instant uncarriedSince() {
    Instant since = uncarried;
    return since == null ? Instant.now() : since;
  }

  private boolean follow() {
    boolean allCarried = true;
    Map<String, ServerSubscriptions> targets = new HashMap<>();
    for (String channel : table.channels()) {
      ShardConnection target = connectionFor(channel);
      if (target == null) {
        allCarried = false;
      } else {
        targets.put(channel, target.subscriptions);
      }
    }
    for (ShardConnection connection : connections()) {
      if (!connection.server.equals(servers.serverOf(connection.echoChannel()))) {
        String echoChannel = echoChannel(connection.server);
        if (echoChannel == null) {
          retire(connection);
        } else {
          connection.echoChannel(echoChannel);
        }
      }
    }
    table.slotsMoved(targets);
    return allCarried;
  }

  private void retire(ShardConnection connection) {
    synchronized (connections) {
      connections.remove(connection.server, connection);
    }
    connection.close("it carries no channels any more");
  }

  // ---- health and the end

  /** The health of each server, and of the channels that no server carries, if there are any. */
  List<ServerHealth> health() {
    List<ServerHealth> all = new ArrayList<>();
    connections().forEach(connection -> all.add(connection.subscriptions.health()));
    Instant since = uncarried;
    if (since != null) {
      all.add(ServerHealth.down(since, "no shard carries some channels"));
    }
    return all;
  }

  void close() {
    List<ShardConnection> ending;
    synchronized (connections) {
      table.close();
      ending = connections();
    }
    ending.forEach(connection -> connection.close("closed"));
  }
}

package dev.chatengine.bus.redis.client;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/**
 * The servers that carry channels, and connections to them. A server's name is its host and port.
 * {@link #connect} and {@link #refresh} may wait for Redis, as long as the client's timeouts allow,
 * and throw the client's exceptions. Safe for all threads.
 */
public interface Servers {
  /** The server that carries a channel, as far as is known; null if none does. */
  @Nullable String serverOf(String channel);

  /** Whether a server carries any channels, as far as is known. */
  boolean carriesChannels(String server);

  /** A connection of the client's pool; the caller closes it. */
  Connection connect(String server);

  /** Closes the idle connections to a server that was restarted: they are broken. */
  void dropIdle(String server);

  /** Asks again which server carries which channels. */
  void refresh();

  /** The publish and subscribe commands of these servers. */
  Commands commands();

  /** The two kinds of publish and subscribe commands. */
  enum Commands {
    /** Each server of a cluster, or the only one, carries every channel. */
    CLASSIC(
        Protocol.Command.PUBLISH, Protocol.Command.SUBSCRIBE, Protocol.Command.UNSUBSCRIBE, false),
    /** Each shard of a cluster carries the channels of its slots. */
    SHARDED(
        Protocol.Command.SPUBLISH,
        Protocol.Command.SSUBSCRIBE,
        Protocol.Command.SUNSUBSCRIBE,
        true);

    public final Protocol.Command publish;
    public final Protocol.Command subscribe;
    public final Protocol.Command unsubscribe;
    public final boolean bySlot;

    Commands(
        Protocol.Command publish,
        Protocol.Command subscribe,
        Protocol.Command unsubscribe,
        boolean bySlot) {
      this.publish = publish;
      this.subscribe = subscribe;
      this.unsubscribe = unsubscribe;
      this.bySlot = bySlot;
    }
  }
}

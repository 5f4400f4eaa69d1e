package dev.chatengine.bus.redis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/**
 * The servers that carry channels, and connections to them. A server is named by its host and port.
 * To connect and to refresh may wait for Redis, as long as the client's timeouts allow, and throws
 * what the client throws. Safe for all threads.
 */
interface Servers {
  /** The server that carries a channel, as far as is known here; nothing if none does. */
  @Nullable String serverOf(String channel);

  /** Whether a server carries any channels, as far as is known here. */
  boolean carriesChannels(String server);

  /** A connection of the client's pool, to be closed by whoever took it. */
  Connection connect(String server);

  /** Closes connections that are not in use: the server has been away, so they lead nowhere. */
  void dropIdle(String server);

  /** Looks anew which server carries which channels. */
  void refresh();

  /** The commands that this kind of server has for channels. */
  Commands commands();

  /** The ways to publish and subscribe. */
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

    final Protocol.Command publish;
    final Protocol.Command subscribe;
    final Protocol.Command unsubscribe;
    final boolean bySlot;

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

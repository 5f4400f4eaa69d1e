/**
 * Publishing and subscribing. Depends on {@code client} alone.
 *
 * <p>{@link dev.chatengine.bus.redis.pubsub.PubSub} is the entry. The state is in {@code
 * SubscriptionTable}, without any input or output; {@code ShardConnection} sends what it calls for;
 * {@code ConnectionMaintainer} connects, restores and probes; {@code SubscriptionRouter} finds the
 * server that carries a channel.
 */
@NullMarked
package dev.chatengine.bus.redis.pubsub;

import org.jspecify.annotations.NullMarked;

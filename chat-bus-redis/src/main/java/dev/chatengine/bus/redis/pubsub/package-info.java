/**
 * Publishing and subscribing. Depends on {@code client} alone.
 *
 * <p>{@link dev.chatengine.bus.redis.pubsub.PubSub} is the entry. {@code SubscriptionTable} has the
 * state and does no I/O; {@code ShardConnection} sends the commands that follow from it; {@code
 * ConnectionMaintainer} connects, restores and probes; {@code SubscriptionRouter} finds the server
 * that carries a channel.
 */
@NullMarked
package dev.chatengine.bus.redis.pubsub;

import org.jspecify.annotations.NullMarked;

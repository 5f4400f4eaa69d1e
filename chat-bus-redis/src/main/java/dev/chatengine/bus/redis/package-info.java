/**
 * Makes several equal nodes one chat over Redis, see {@link dev.chatengine.bus.redis.RedisBus}.
 *
 * <p><b>Status: experimental</b>, like the interfaces that this package implements.
 *
 * <p>The only exported package of the module. It depends on all others; {@code pubsub}, {@code
 * presence} and {@code rate} depend on {@code client} alone.
 */
@NullMarked
package dev.chatengine.bus.redis;

import org.jspecify.annotations.NullMarked;

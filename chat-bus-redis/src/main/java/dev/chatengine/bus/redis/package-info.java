/**
 * Several equal nodes as one chat, over Redis.
 *
 * <p><b>Status: experimental</b>, as the interfaces that it implements are.
 *
 * <p>This is the only exported package of the module. It depends on all others; {@code pubsub},
 * {@code presence} and {@code rate} depend on {@code client}, and on nothing else here.
 */
@NullMarked
package dev.chatengine.bus.redis;

import org.jspecify.annotations.NullMarked;

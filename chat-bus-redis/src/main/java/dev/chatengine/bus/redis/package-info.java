/**
 * Several equal nodes as one chat, over Redis.
 *
 * <p><b>Status: experimental</b>, as the interfaces that it implements are.
 */
@NullMarked
package dev.chatengine.bus.redis;

import org.jspecify.annotations.NullMarked;

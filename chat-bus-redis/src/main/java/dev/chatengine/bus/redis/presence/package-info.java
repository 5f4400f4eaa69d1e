/** The scripts of the presence registry. Depends on {@code client} alone. */
@NullMarked
package dev.chatengine.bus.redis.presence;

import org.jspecify.annotations.NullMarked;

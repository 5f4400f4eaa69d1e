/** Tests of the Redis bus, over an embedded server or over the one that is given. */
@NullMarked
package dev.chatengine.bus.redis;

import org.jspecify.annotations.NullMarked;

/**
 * The script of the rate limiter, and its behaviour while Redis is away. Depends on {@code client}
 * alone.
 */
@NullMarked
package dev.chatengine.bus.redis.rate;

import org.jspecify.annotations.NullMarked;

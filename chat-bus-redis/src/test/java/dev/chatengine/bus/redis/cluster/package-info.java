/** Engines that are one chat over a real Redis, while Redis and the way to it fail. */
@NullMarked
package dev.chatengine.bus.redis.cluster;

import org.jspecify.annotations.NullMarked;

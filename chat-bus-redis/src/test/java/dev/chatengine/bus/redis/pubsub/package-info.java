@NullMarked
package dev.chatengine.bus.redis.pubsub;

import org.jspecify.annotations.NullMarked;

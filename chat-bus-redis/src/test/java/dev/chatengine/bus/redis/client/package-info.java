@NullMarked
package dev.chatengine.bus.redis.client;

import org.jspecify.annotations.NullMarked;

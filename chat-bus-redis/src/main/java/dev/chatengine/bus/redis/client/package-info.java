/**
 * Clients and connections: URIs, which server carries which channel, scripts. Depends on no other
 * package of this module.
 */
@NullMarked
package dev.chatengine.bus.redis.client;

import org.jspecify.annotations.NullMarked;

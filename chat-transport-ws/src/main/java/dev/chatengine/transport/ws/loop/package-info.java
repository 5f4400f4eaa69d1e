/**
 * Accepts connections and serves them on event loops, from their first byte to their last.
 *
 * <p>Knows all packages of the transport but the one above it.
 */
@NullMarked
package dev.chatengine.transport.ws.loop;

import org.jspecify.annotations.NullMarked;

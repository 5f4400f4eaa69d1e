/**
 * Accepts connections and serves them on event loops, from their first byte to their last.
 *
 * <p>Depends on all packages of the transport except the root package.
 */
@NullMarked
package dev.chatengine.transport.ws.loop;

import org.jspecify.annotations.NullMarked;

/**
 * Adds TLS to a socket.
 *
 * <p>Depends on {@code limit}, {@code socket} and {@code certificate}.
 */
@NullMarked
package dev.chatengine.transport.ws.tls;

import org.jspecify.annotations.NullMarked;

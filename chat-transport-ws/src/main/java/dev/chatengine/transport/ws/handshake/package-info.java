/**
 * Answers the request that opens a connection: with an upgrade, a response of the host, or a
 * refusal.
 *
 * <p>Depends on {@code limit}, {@code request}, {@code http} and {@code frame}.
 */
@NullMarked
package dev.chatengine.transport.ws.handshake;

import org.jspecify.annotations.NullMarked;

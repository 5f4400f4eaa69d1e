/**
 * Answers the first request of a connection: with an upgrade, the host's response, or a refusal.
 *
 * <p>Depends on {@code limit}, {@code request}, {@code http} and {@code frame}.
 */
@NullMarked
package dev.chatengine.transport.ws.handshake;

import org.jspecify.annotations.NullMarked;

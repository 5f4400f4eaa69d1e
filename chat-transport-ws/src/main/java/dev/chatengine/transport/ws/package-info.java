/**
 * WebSocket transport: {@link dev.chatengine.transport.ws.WebSocketTransport} serves a {@link
 * dev.chatengine.ChatEngine}'s clients, and answers plain HTTP requests on the same port.
 *
 * <p>Threads: one accepts, and each of a few event loops serves its share of the connections. A
 * session is only ever called on its connection's loop. With TLS, a few more threads compute the
 * costly steps of handshakes, and call nobody. No thread takes a lock while it waits or calls back,
 * but for the mailbox's, which is held for a few stores.
 */
@NullMarked
package dev.chatengine.transport.ws;

import org.jspecify.annotations.NullMarked;

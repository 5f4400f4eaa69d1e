/**
 * WebSocket transport: {@link dev.chatengine.transport.ws.WebSocketTransport} serves the clients of
 * a {@link dev.chatengine.ChatEngine}, and answers plain HTTP requests on the same port.
 *
 * <p>One thread accepts connections, and each of a few event loops serves its share of them. The
 * transport calls a session on the event loop of its connection only. With TLS, a few more threads
 * compute the costly steps of handshakes; they call no session. No thread holds a lock while it
 * waits or calls back.
 *
 * <p>Packages, each of which depends only on those before it: {@code limit}, {@code socket}, {@code
 * request}, {@link dev.chatengine.transport.ws.http}, {@code frame}, {@code handshake}, {@code
 * certificate}, {@code tls}, {@code mailbox}, {@code loop}, and this one.
 */
@NullMarked
package dev.chatengine.transport.ws;

import org.jspecify.annotations.NullMarked;

/**
 * Reads and writes WebSocket frames, and queues those that wait to be written.
 *
 * <p>Depends on {@code socket}.
 */
@NullMarked
package dev.chatengine.transport.ws.frame;

import org.jspecify.annotations.NullMarked;

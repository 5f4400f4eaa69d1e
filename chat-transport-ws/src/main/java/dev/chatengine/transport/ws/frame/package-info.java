/**
 * Reads WebSocket frames, and queues and writes frames.
 *
 * <p>Depends on {@code socket}.
 */
@NullMarked
package dev.chatengine.transport.ws.frame;

import org.jspecify.annotations.NullMarked;

/**
 * Reads and writes the bytes of one socket, plain or through another layer.
 *
 * <p>Depends on {@code limit}.
 */
@NullMarked
package dev.chatengine.transport.ws.socket;

import org.jspecify.annotations.NullMarked;

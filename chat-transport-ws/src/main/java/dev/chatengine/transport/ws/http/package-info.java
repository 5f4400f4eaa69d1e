/**
 * Answers plain HTTP requests, so that a host can serve pages on the port of the chat.
 *
 * <p>Depends on {@code request}.
 */
@NullMarked
package dev.chatengine.transport.ws.http;

import org.jspecify.annotations.NullMarked;

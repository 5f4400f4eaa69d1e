/**
 * Answers plain HTTP requests: what a host implements and uses to serve pages on the port of the
 * chat.
 *
 * <p>Depends on {@code request}.
 */
@NullMarked
package dev.chatengine.transport.ws.http;

import org.jspecify.annotations.NullMarked;

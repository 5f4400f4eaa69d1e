/** WebSocket transport on Java-WebSocket. */
@NullMarked
package dev.chatengine.transport.ws;

import org.jspecify.annotations.NullMarked;

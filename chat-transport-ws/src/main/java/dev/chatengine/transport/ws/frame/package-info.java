/** Reads and writes WebSocket frames, and queues those that wait to be written. */
@NullMarked
package dev.chatengine.transport.ws.frame;

import org.jspecify.annotations.NullMarked;

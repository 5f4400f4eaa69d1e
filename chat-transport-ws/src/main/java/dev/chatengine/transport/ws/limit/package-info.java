/** Bounds connections, one client's frames, and log lines that clients can cause. */
@NullMarked
package dev.chatengine.transport.ws.limit;

import org.jspecify.annotations.NullMarked;

/** Bounds on connections, on what one client may send, and on log lines that clients can cause. */
@NullMarked
package dev.chatengine.transport.ws.limit;

import org.jspecify.annotations.NullMarked;

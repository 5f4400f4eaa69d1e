/** Hands over items from any thread to one event loop, without a lock. */
@NullMarked
package dev.chatengine.transport.ws.mailbox;

import org.jspecify.annotations.NullMarked;

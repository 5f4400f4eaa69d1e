/** Sending events to other nodes, and subscribing to theirs. */
@NullMarked
package dev.chatengine.engine.bus;

import org.jspecify.annotations.NullMarked;

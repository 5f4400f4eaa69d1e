/**
 * The default plug-ins: a message store, a bus, a presence registry and a rate limiter in the
 * memory of one process, each with bounds.
 */
@NullMarked
package dev.chatengine.memory;

import org.jspecify.annotations.NullMarked;

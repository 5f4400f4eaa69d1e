/**
 * The defaults: store, bus, registry and rate limiter in the memory of one process, each bounded.
 */
@NullMarked
package dev.chatengine.memory;

import org.jspecify.annotations.NullMarked;

/** Noticing when the store or the presence registry is away, is back, or has lost its data. */
@NullMarked
package dev.chatengine.engine.watch;

import org.jspecify.annotations.NullMarked;

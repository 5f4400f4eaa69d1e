/**
 * The message logs behind {@code MemoryMessageStore}: packed, bounded, found by number and by id.
 */
@NullMarked
package dev.chatengine.memory.log;

import org.jspecify.annotations.NullMarked;

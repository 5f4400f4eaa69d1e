/** Reads and writes JSON values with Jackson's streaming core, for any frame. */
@NullMarked
package dev.chatengine.protocol.json;

import org.jspecify.annotations.NullMarked;

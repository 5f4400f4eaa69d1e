/** Reads and writes JSON values with Jackson's streaming core, whatever frame they belong to. */
@NullMarked
package dev.chatengine.protocol.json;

import org.jspecify.annotations.NullMarked;

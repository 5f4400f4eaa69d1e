/** The lanes, and following the log of a conversation: messages in order, each once. */
@NullMarked
package dev.chatengine.engine.log;

import org.jspecify.annotations.NullMarked;

/** The lanes, and the followers of logs: they deliver messages in order, each once. */
@NullMarked
package dev.chatengine.engine.log;

import org.jspecify.annotations.NullMarked;

/** Running tasks one after the other: serial executors, limits, timers and the default threads. */
@NullMarked
package dev.chatengine.engine.task;

import org.jspecify.annotations.NullMarked;

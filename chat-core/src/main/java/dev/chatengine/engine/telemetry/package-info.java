/** Counters, measurements and the log of a node. */
@NullMarked
package dev.chatengine.engine.telemetry;

import org.jspecify.annotations.NullMarked;

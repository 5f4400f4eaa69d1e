/** What a node counts, measures and logs. */
@NullMarked
package dev.chatengine.engine.telemetry;

import org.jspecify.annotations.NullMarked;

/** What every class of a node may need: settings, clock, plug-ins, counters, health. */
@NullMarked
package dev.chatengine.engine.context;

import org.jspecify.annotations.NullMarked;

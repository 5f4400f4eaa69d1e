/**
 * A load program for chat servers of the base protocol, the servers that it measures, and what it
 * tells of them; {@code docs/performance.md} says how it is started.
 */
@NullMarked
package dev.chatengine.benchmarks.load;

import org.jspecify.annotations.NullMarked;

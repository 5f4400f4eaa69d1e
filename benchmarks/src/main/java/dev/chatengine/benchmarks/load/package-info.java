/**
 * A load generator for chat servers of the base protocol, and its reports; {@code
 * docs/performance.md} explains its use.
 */
@NullMarked
package dev.chatengine.benchmarks.load;

import org.jspecify.annotations.NullMarked;

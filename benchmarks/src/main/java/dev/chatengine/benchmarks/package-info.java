/** Measures what {@code docs/performance.md} tells. */
@NullMarked
package dev.chatengine.benchmarks;

import org.jspecify.annotations.NullMarked;

/** Processes that a benchmark starts beside its own. Depends on no other package. */
@NullMarked
package dev.chatengine.benchmarks.process;

import org.jspecify.annotations.NullMarked;

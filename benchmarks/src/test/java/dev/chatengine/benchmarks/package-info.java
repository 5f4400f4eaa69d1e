/** Whether the benchmarks run. */
@NullMarked
package dev.chatengine.benchmarks;

import org.jspecify.annotations.NullMarked;

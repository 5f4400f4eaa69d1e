/** One measured run of load, and its result. */
@NullMarked
package dev.chatengine.benchmarks.load.run;

import org.jspecify.annotations.NullMarked;

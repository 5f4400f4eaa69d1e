/** Benchmarks of one engine: fan-out, join, codec, metrics. */
@NullMarked
package dev.chatengine.benchmarks.engine;

import org.jspecify.annotations.NullMarked;

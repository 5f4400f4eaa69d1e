/** Measures the cost of a message in a cluster. */
@NullMarked
package dev.chatengine.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;

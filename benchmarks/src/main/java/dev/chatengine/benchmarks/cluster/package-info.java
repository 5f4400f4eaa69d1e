/** What a message costs a node of a cluster. */
@NullMarked
package dev.chatengine.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;

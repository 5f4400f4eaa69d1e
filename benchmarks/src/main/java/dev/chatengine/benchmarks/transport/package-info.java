/** Measures the cost of TLS and of floods for the WebSocket transport. */
@NullMarked
package dev.chatengine.benchmarks.transport;

import org.jspecify.annotations.NullMarked;

/** What TLS and floods cost the WebSocket transport. */
@NullMarked
package dev.chatengine.benchmarks.transport;

import org.jspecify.annotations.NullMarked;

/** Clients that make load, read every frame and verify it. */
@NullMarked
package dev.chatengine.benchmarks.load.client;

import org.jspecify.annotations.NullMarked;

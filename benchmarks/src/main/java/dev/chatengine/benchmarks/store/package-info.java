/** Benchmarks of message stores. */
@NullMarked
package dev.chatengine.benchmarks.store;

import org.jspecify.annotations.NullMarked;

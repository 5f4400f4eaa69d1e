@NullMarked
package dev.chatengine.benchmarks.load.client;

import org.jspecify.annotations.NullMarked;

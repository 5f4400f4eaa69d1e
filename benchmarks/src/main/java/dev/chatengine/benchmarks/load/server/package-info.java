/** The servers under load, their processes and the machine. */
@NullMarked
package dev.chatengine.benchmarks.load.server;

import org.jspecify.annotations.NullMarked;

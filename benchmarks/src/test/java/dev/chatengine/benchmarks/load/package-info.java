/** Whether the load program sees what goes wrong, and runs. */
@NullMarked
package dev.chatengine.benchmarks.load;

import org.jspecify.annotations.NullMarked;

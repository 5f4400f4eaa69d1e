/** Two nodes side by side, with everything that they need. */
@NullMarked
package dev.chatengine.examples.cluster;

import org.jspecify.annotations.NullMarked;

/** Two nodes with a Redis and a MongoDB of their own. */
@NullMarked
package dev.chatengine.examples.cluster;

import org.jspecify.annotations.NullMarked;

/** The token bucket behind every rate limit that is kept in memory. Not exported to hosts. */
@NullMarked
package dev.chatengine.limit;

import org.jspecify.annotations.NullMarked;

/** Receiving what other nodes send, and finding what was missed. */
@NullMarked
package dev.chatengine.engine.cluster;

import org.jspecify.annotations.NullMarked;

/** Receiving events of other nodes, and finding missed ones. */
@NullMarked
package dev.chatengine.engine.cluster;

import org.jspecify.annotations.NullMarked;

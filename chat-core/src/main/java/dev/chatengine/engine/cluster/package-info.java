/** Receiving events of other nodes, and finding what was missed. */
@NullMarked
package dev.chatengine.engine.cluster;

import org.jspecify.annotations.NullMarked;

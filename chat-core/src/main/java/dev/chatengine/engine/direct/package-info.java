/** Private messages, and the private logs of the users that are connected to this node. */
@NullMarked
package dev.chatengine.engine.direct;

import org.jspecify.annotations.NullMarked;

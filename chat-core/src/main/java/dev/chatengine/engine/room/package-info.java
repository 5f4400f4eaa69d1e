/** The rooms that have members on this node: delivery, members, joining. */
@NullMarked
package dev.chatengine.engine.room;

import org.jspecify.annotations.NullMarked;

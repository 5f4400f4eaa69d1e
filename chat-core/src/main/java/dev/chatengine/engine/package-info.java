/** Sessions, rooms, lanes and delivery. Not exported. */
@NullMarked
package dev.chatengine.engine;

import org.jspecify.annotations.NullMarked;

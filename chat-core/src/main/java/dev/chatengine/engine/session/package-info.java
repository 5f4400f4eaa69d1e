/** One client: its frames in order, its bounded queue, its rooms, and its user. */
@NullMarked
package dev.chatengine.engine.session;

import org.jspecify.annotations.NullMarked;

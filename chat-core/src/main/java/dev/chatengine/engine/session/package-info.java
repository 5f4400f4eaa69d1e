/** One client: its frames in order, its bounded queue, its rooms, and what is known of it. */
@NullMarked
package dev.chatengine.engine.session;

import org.jspecify.annotations.NullMarked;

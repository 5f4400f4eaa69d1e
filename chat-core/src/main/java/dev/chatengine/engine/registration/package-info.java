/** Registering sessions in the presence registry, again when needed, and ending them. */
@NullMarked
package dev.chatengine.engine.registration;

import org.jspecify.annotations.NullMarked;

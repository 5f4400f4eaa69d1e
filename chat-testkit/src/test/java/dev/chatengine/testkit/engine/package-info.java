/**
 * What the engine does, tested through its public face on the manual scheduler: no threads, no
 * waits.
 */
@NullMarked
package dev.chatengine.testkit.engine;

import org.jspecify.annotations.NullMarked;

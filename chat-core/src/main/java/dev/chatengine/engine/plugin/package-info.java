/** Calling plug-ins: on bounded pools, with deadlines, and never on the threads of the chat. */
@NullMarked
package dev.chatengine.engine.plugin;

import org.jspecify.annotations.NullMarked;

/**
 * Calling the plug-ins of the host: on bounded pools, with deadlines, and off the chat's threads.
 */
@NullMarked
package dev.chatengine.engine.plugin;

import org.jspecify.annotations.NullMarked;

/** A server in one jar that shows the library, and lets it be tried and loaded. */
@NullMarked
package dev.chatengine.examples.server;

import org.jspecify.annotations.NullMarked;

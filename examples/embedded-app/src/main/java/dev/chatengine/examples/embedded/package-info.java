/** A small shop, and the one class that adds a chat to it. */
@NullMarked
package dev.chatengine.examples.embedded;

import org.jspecify.annotations.NullMarked;

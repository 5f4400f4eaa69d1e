/** An application that is not about chat, and the one class that gives it one. */
@NullMarked
package dev.chatengine.examples.embedded;

import org.jspecify.annotations.NullMarked;

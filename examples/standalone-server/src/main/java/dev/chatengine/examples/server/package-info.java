/** A server in one jar, to show, try and load-test the library. */
@NullMarked
package dev.chatengine.examples.server;

import org.jspecify.annotations.NullMarked;

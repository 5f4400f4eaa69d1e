/** Runs the tests of the JavaScript client, and what they need of Java. */
@NullMarked
package dev.chatengine.client.js;

import org.jspecify.annotations.NullMarked;

/** Tests of the standalone server, from outside: command line, HTTP and a real browser. */
@NullMarked
package dev.chatengine.examples.server;

import org.jspecify.annotations.NullMarked;

/** Tests of the chat over real WebSockets. */
@NullMarked
package dev.chatengine.examples.jwt;

import org.jspecify.annotations.NullMarked;

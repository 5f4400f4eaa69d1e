/**
 * The engine as a host sees it: build a {@link dev.chatengine.ChatEngine}, attach a transport, and
 * post, listen, list, read and disconnect through it.
 */
@NullMarked
package dev.chatengine;

import org.jspecify.annotations.NullMarked;

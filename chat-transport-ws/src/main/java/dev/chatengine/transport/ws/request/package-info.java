/** Reads the head of an HTTP request, and finds out which client sent it and from which page. */
@NullMarked
package dev.chatengine.transport.ws.request;

import org.jspecify.annotations.NullMarked;

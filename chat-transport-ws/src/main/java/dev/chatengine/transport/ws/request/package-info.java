/** Reads the head of an HTTP request, and determines its client and its page. */
@NullMarked
package dev.chatengine.transport.ws.request;

import org.jspecify.annotations.NullMarked;

/** The base protocol, as its clients speak it over the transport. */
@NullMarked
package dev.chatengine.transport.ws.protocol;

import org.jspecify.annotations.NullMarked;

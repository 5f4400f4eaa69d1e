/** The requests of clients and of the host, from connecting to the last frame. */
@NullMarked
package dev.chatengine.engine.request;

import org.jspecify.annotations.NullMarked;

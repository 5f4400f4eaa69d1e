/** What clients and the host ask for, from connecting to the last frame. */
@NullMarked
package dev.chatengine.engine.request;

import org.jspecify.annotations.NullMarked;

/** One node of a chat: builds it from the packages below, starts it and ends it. */
@NullMarked
package dev.chatengine.engine;

import org.jspecify.annotations.NullMarked;

/** One node of a chat: builds it of the packages below, starts it and ends it. */
@NullMarked
package dev.chatengine.engine;

import org.jspecify.annotations.NullMarked;

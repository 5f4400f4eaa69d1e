/** Appending drafts to the store, then delivering and publishing the messages. */
@NullMarked
package dev.chatengine.engine.append;

import org.jspecify.annotations.NullMarked;

/** Taking drafts to the store and what is stored to everybody it is for. */
@NullMarked
package dev.chatengine.engine.append;

import org.jspecify.annotations.NullMarked;

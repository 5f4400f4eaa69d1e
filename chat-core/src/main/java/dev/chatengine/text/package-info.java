/** Text as JavaScript has it. Not exported. */
@NullMarked
package dev.chatengine.text;

import org.jspecify.annotations.NullMarked;

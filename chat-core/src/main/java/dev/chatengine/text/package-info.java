/** Text operations as JavaScript defines them. Not exported. */
@NullMarked
package dev.chatengine.text;

import org.jspecify.annotations.NullMarked;

/** The frames of the wire protocol and their codec. Not exported. */
@NullMarked
package dev.chatengine.protocol;

import org.jspecify.annotations.NullMarked;

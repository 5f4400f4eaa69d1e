/**
 * Messages, their senders, the conversations that hold them, and positions in these.
 *
 * <p>Everything here is immutable and may be shared between threads. A class that a host or a store
 * constructs, and that may gain fields ({@link dev.chatengine.model.Message}, {@link
 * dev.chatengine.model.Draft}, {@link dev.chatengine.model.User} …) is a final class with a
 * builder; small closed values are records. Every constructor and builder checks its bounds and
 * names the value that broke one.
 *
 * <p>Lengths of text are counted in UTF-16 units, as {@link java.lang.String#length()} and browsers
 * do. Text with half a surrogate pair is refused everywhere, since neither UTF-8 nor a database
 * keeps it.
 */
@NullMarked
package dev.chatengine.model;

import org.jspecify.annotations.NullMarked;

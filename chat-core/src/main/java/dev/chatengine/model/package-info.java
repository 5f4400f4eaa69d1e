/**
 * Messages, their senders, the conversations that hold them, and positions in these.
 *
 * <p>Everything here is immutable and may be shared between threads. Types that may gain fields
 * ({@link dev.chatengine.model.Message}, {@link dev.chatengine.model.Draft}, {@link
 * dev.chatengine.model.User} …) are final classes with builders; small closed values are records.
 * Every constructor and builder checks its bounds, and its exception names the value that broke
 * one.
 *
 * <p>Lengths of text are counted in UTF-16 units, as {@link java.lang.String#length()} and browsers
 * do. Text with half a surrogate pair is refused everywhere, since neither UTF-8 nor a database
 * keeps it.
 */
@NullMarked
package dev.chatengine.model;

import org.jspecify.annotations.NullMarked;

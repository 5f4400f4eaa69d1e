/**
 * A message store as somebody else would write it: JDBC on an embedded H2 file.
 *
 * <p>{@link dev.chatengine.examples.store.JdbcMessageStore} is the store; beside it are its
 * transactions and the form in which it keeps what no query asks for.
 */
@NullMarked
package dev.chatengine.examples.store;

import org.jspecify.annotations.NullMarked;

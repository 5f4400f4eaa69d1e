/**
 * A message store in a module of its own: JDBC on an embedded H2 file.
 *
 * <p>{@link dev.chatengine.examples.store.JdbcMessageStore} is the store; the other classes are its
 * transactions and its formats.
 */
@NullMarked
package dev.chatengine.examples.store;

import org.jspecify.annotations.NullMarked;

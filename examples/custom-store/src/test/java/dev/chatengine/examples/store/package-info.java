/** The store in the contract of the testkit, and what only its file can show. */
@NullMarked
package dev.chatengine.examples.store;

import org.jspecify.annotations.NullMarked;

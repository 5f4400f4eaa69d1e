/** The contract of message stores, and what a store supplies to be tested by it. */
@NullMarked
package dev.chatengine.testkit.store;

import org.jspecify.annotations.NullMarked;

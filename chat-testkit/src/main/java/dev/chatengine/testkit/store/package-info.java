/** The contract of message stores, and the fixture that a store supplies for it. */
@NullMarked
package dev.chatengine.testkit.store;

import org.jspecify.annotations.NullMarked;

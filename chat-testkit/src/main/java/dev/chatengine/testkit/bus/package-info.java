/** The contract of broadcasters. */
@NullMarked
package dev.chatengine.testkit.bus;

import org.jspecify.annotations.NullMarked;

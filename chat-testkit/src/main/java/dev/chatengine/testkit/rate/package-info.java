/** The contract of rate limiters. */
@NullMarked
package dev.chatengine.testkit.rate;

import org.jspecify.annotations.NullMarked;

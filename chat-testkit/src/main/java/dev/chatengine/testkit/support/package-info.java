/** Helpers of the contracts; not exported. */
@NullMarked
package dev.chatengine.testkit.support;

import org.jspecify.annotations.NullMarked;

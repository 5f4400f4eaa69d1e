/** The contract of presence registries. */
@NullMarked
package dev.chatengine.testkit.presence;

import org.jspecify.annotations.NullMarked;

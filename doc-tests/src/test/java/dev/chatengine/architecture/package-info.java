/** The order of packages and the bounds of their size, for all modules in one place. */
@NullMarked
package dev.chatengine.architecture;

import org.jspecify.annotations.NullMarked;

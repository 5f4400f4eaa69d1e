/** Tests of the shop as its users run it: from jars, on the class path and on the module path. */
@NullMarked
package dev.chatengine.examples.embedded;

import org.jspecify.annotations.NullMarked;

/** Contracts of the SPI as JUnit classes, and a manual clock and scheduler for tests. */
@NullMarked
package dev.chatengine.testkit;

import org.jspecify.annotations.NullMarked;

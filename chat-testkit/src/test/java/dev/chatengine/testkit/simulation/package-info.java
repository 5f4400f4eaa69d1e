/** A whole engine on one thread and a virtual clock, with clients that do as a seed tells them. */
@NullMarked
package dev.chatengine.testkit.simulation;

import org.jspecify.annotations.NullMarked;

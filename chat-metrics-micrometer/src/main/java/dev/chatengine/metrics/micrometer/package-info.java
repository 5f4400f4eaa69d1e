/**
 * What an engine counts and measures, in a host's Micrometer registry: {@link
 * dev.chatengine.metrics.micrometer.ChatEngineMetrics}.
 *
 * <p><b>Status: experimental</b>, as the interfaces on which it rests are. Every meter, with what
 * it means and what to do about it, is described in the project's {@code docs/observability.md}.
 */
@NullMarked
package dev.chatengine.metrics.micrometer;

import org.jspecify.annotations.NullMarked;

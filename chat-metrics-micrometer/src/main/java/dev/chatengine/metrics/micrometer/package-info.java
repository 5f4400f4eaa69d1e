/**
 * Publishes an engine's counts and times in a host's Micrometer registry: {@link
 * dev.chatengine.metrics.micrometer.ChatEngineMetrics}.
 *
 * <p><b>Status: experimental</b>, like the interfaces that it uses. The project's {@code
 * docs/observability.md} explains every meter and what to do about it.
 */
@NullMarked
package dev.chatengine.metrics.micrometer;

import org.jspecify.annotations.NullMarked;

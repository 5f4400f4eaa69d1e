/**
 * What a host can replace, and what a transport implements.
 *
 * <p><b>Status: experimental.</b> These interfaces may still change in any release until several
 * stores and buses have been built on them.
 *
 * <h2>How the engine calls a plug-in</h2>
 *
 * <p>{@link dev.chatengine.spi.MessageStore}, {@link dev.chatengine.spi.Broadcaster}, {@link
 * dev.chatengine.spi.PresenceRegistry}, {@link dev.chatengine.spi.RateLimiter}, {@link
 * dev.chatengine.spi.Authenticator}, {@link dev.chatengine.spi.Authorizer} and {@link
 * dev.chatengine.spi.MessageInterceptor} are written as ordinary blocking code. Each is called
 * <em>from several threads at once</em> and must be safe for that. The engine calls each from a
 * bounded pool of its own, so that one that hangs does not stall another; it never holds a lock
 * while it calls, and never calls from a thread that serves connections. It waits for an answer no
 * longer than a deadline; an answer that comes later still counts.
 *
 * <p>An implementation that never waits (no input or output, no lock held for long) says so by
 * {@link dev.chatengine.spi.Traits#neverWaits()}, and is then called in place, on whatever thread
 * has work for it.
 *
 * <p>An implementation may throw any {@link java.lang.RuntimeException}; each interface says what
 * the engine makes of it. An {@link java.lang.Error} is treated in the same way and logged. {@code
 * null} is never passed and never to be returned, unless marked.
 *
 * <p>{@code close()} may be called more than once. Every other method then throws {@link
 * java.lang.IllegalStateException}.
 */
@NullMarked
package dev.chatengine.spi;

import org.jspecify.annotations.NullMarked;

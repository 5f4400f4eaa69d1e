/**
 * The interfaces of plug-ins, which a host can replace, and of transports.
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
 * bounded pool of its own, so that a plug-in that hangs does not stall another one. It never holds
 * a lock during a call, and never calls on a thread that serves connections. It waits for an answer
 * until a deadline; a later answer is still used.
 *
 * <p>An implementation that never waits (no input or output, no lock held for long) declares so by
 * {@link dev.chatengine.spi.Traits#neverWaits()}. The engine then calls it directly, on any of its
 * threads.
 *
 * <p>An implementation may throw any {@link java.lang.RuntimeException}; each interface documents
 * what the engine does then. An {@link java.lang.Error} has the same effect and is logged. {@code
 * null} is never passed, and must not be returned, unless a type is marked {@code @Nullable}.
 *
 * <p>{@code close()} may be called more than once. Every other method then throws {@link
 * java.lang.IllegalStateException}.
 */
@NullMarked
package dev.chatengine.spi;

import org.jspecify.annotations.NullMarked;

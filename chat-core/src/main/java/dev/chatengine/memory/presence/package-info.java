/**
 * The data behind {@code MemoryPresenceRegistry}: leases, sessions, names and rooms under one lock.
 */
@NullMarked
package dev.chatengine.memory.presence;

import org.jspecify.annotations.NullMarked;

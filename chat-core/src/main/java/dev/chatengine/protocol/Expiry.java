package dev.chatengine.protocol;

import java.time.Instant;

/**
 * When something ends, as a client is told.
 *
 * @param at by the server's clock
 * @param inMillis how far away that is, 0 or more, for a client whose clock is another
 */
public record Expiry(Instant at, long inMillis) {}

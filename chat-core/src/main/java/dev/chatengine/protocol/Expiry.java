package dev.chatengine.protocol;

import java.time.Instant;

/**
 * When an authentication expires, as it is sent to the client.
 *
 * @param at the time by the server's clock
 * @param inMillis how long until then, 0 or more, for a client whose clock is wrong
 */
public record Expiry(Instant at, long inMillis) {}

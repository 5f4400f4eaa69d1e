package dev.chatengine.transport.ws.loop;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.request.TrustedProxies;
import java.util.List;

/** The options of event loops, checked by the builder; times in nanoseconds. */
public record LoopOptions(
    List<String> subprotocols,
    int maxMessageBytes,
    int maxHeadBytes,
    TrustedProxies trustedProxies,
    RateLimit controlFrames,
    long handshakeTimeout,
    long pingInterval,
    long idleTimeout,
    long closeTimeout) {}

package dev.chatengine.transport.ws.handshake;

import dev.chatengine.transport.ws.frame.Codec;
import dev.chatengine.transport.ws.limit.RateLimitedLog;
import dev.chatengine.transport.ws.request.TrustedProxies;

/**
 * What the opening handshakes of one event loop share.
 *
 * @param maxHeadBytes the largest head of a request
 * @param failures logs a connector that fails
 */
public record HandshakeContext(
    int maxHeadBytes,
    TrustedProxies proxies,
    HttpResponses responses,
    Codec codec,
    Connector connector,
    RateLimitedLog failures) {}

package dev.chatengine.transport.ws;

/**
 * What the opening handshakes of one event loop share.
 *
 * @param maxHeadBytes the largest head of a request
 * @param failures logs a connector that fails
 */
record HandshakeContext(
    int maxHeadBytes,
    TrustedProxies proxies,
    HttpAnswers responses,
    Codec codec,
    Connector connector,
    CountedLog failures) {}

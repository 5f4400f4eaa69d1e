package dev.chatengine.transport.ws;

import dev.chatengine.spi.RateLimit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transport was built with; times in nanoseconds. The builder has checked all of it. */
record Options(
    @Nullable String bindAddress,
    int port,
    int backlog,
    int loops,
    @Nullable String path,
    @Nullable TlsOptions tls,
    @Nullable List<String> allowedOrigins,
    List<String> subprotocols,
    int maxMessageBytes,
    int maxHeadBytes,
    int maxConnections,
    int maxConnectionsPerAddress,
    TrustedProxies trustedProxies,
    RateLimit controlFrames,
    long handshakeTimeout,
    long pingInterval,
    long idleTimeout,
    long closeTimeout,
    @Nullable HttpHandler httpHandler) {}

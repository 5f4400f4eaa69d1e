package dev.chatengine.transport.ws;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transport was built with; times in nanoseconds. The builder has checked all of it. */
record Options(
    @Nullable String bindAddress,
    int port,
    int backlog,
    int loops,
    @Nullable String path,
    List<String> subprotocols,
    int maxMessageBytes,
    int maxHeadBytes,
    int maxConnections,
    int maxConnectionsPerAddress,
    long handshakeTimeout,
    long pingInterval,
    long idleTimeout,
    long closeTimeout,
    @Nullable HttpHandler httpHandler) {}

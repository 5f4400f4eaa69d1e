package dev.chatengine.examples.server;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.TlsOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of a server. The library checks the bounds.
 *
 * @param host the address to listen on; null for all
 * @param port the port to listen on; 0 for any free one
 * @param rateLimit the limit of one connection's frames
 * @param history how many messages a client gets when it joins a room
 * @param maxConnections the most connections
 * @param maxConnectionsPerAddress the most connections from one address
 * @param loops the number of threads that serve connections; null for the transport's default
 * @param tls the TLS options; null for no TLS
 * @param allowedOrigins the pages from which browsers may connect; null for the transport's
 *     default, an asterisk for all
 * @param trustedProxies the proxies that are trusted to name the addresses of clients
 */
record ServerOptions(
    @Nullable String host,
    int port,
    RateLimit rateLimit,
    int history,
    int maxConnections,
    int maxConnectionsPerAddress,
    @Nullable Integer loops,
    @Nullable TlsOptions tls,
    @Nullable List<String> allowedOrigins,
    List<String> trustedProxies) {}

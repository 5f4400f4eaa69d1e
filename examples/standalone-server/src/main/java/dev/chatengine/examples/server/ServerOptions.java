package dev.chatengine.examples.server;

import dev.chatengine.spi.RateLimit;
import dev.chatengine.transport.ws.TlsOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started with. The library checks the bounds.
 *
 * @param host the address to listen on, or null for all
 * @param port the port to listen on, or 0 for any free one
 * @param rateLimit how much one connection may send
 * @param history how many messages a client gets when it joins a room
 * @param maxConnections how many connections there may be
 * @param maxConnectionsPerAddress how many of them from one address
 * @param loops how many threads serve connections, or null for the transport's choice
 * @param tls with what TLS is spoken, or null for none
 * @param allowedOrigins from which pages browsers may connect, or null for the transport's default;
 *     an asterisk for all
 * @param trustedProxies by which proxies the addresses of clients are told
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

package dev.chatengine.engine.plugin;

import dev.chatengine.spi.Authenticator;
import dev.chatengine.spi.Authorizer;
import dev.chatengine.spi.Broadcaster;
import dev.chatengine.spi.ChatListener;
import dev.chatengine.spi.Cluster;
import dev.chatengine.spi.MessageInterceptor;
import dev.chatengine.spi.MessageStore;
import dev.chatengine.spi.PresenceRegistry;
import dev.chatengine.spi.RateLimiter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plug-ins of a node. Null for a plug-in that is not set: no client is authenticated,
 * everything is allowed, nothing is limited over the cluster.
 */
public record Plugins(
    MessageStore store,
    Broadcaster broadcaster,
    PresenceRegistry presence,
    @Nullable RateLimiter rateLimiter,
    @Nullable Cluster cluster,
    @Nullable Authenticator authenticator,
    @Nullable Authorizer authorizer,
    List<MessageInterceptor> interceptors,
    List<ChatListener> listeners) {
  /** Copies the lists. */
  public Plugins {
    interceptors = List.copyOf(interceptors);
    listeners = List.copyOf(listeners);
  }
}

package dev.chatengine.bus.redis.client;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Which server of a Redis Cluster has which slot, read from <a
 * href="https://redis.io/docs/latest/commands/cluster-slots/">{@code CLUSTER SLOTS}</a>. Immutable.
 */
final class SlotMap {
  private static final int SLOTS = 16_384;

  private final @Nullable String[] bySlot = new String[SLOTS];
  private final Set<String> servers = new HashSet<>();

  private SlotMap() {}

  /**
   * Reads the reply.
   *
   * @param ranges for each range of slots its first, its last, and its servers, the primary first
   * @param asked the server that replied; its host stands in for a missing one
   */
  static SlotMap of(List<?> ranges, HostAndPort asked) {
    SlotMap map = new SlotMap();
    for (Object range : ranges) {
      if (range instanceof List<?> parts
          && parts.size() > 2
          && parts.get(0) instanceof Long first
          && parts.get(1) instanceof Long last
          && parts.get(2) instanceof List<?> primary) {
        map.put(first.intValue(), last.intValue(), name(primary, asked));
      }
    }
    return map;
  }

  private static String name(List<?> server, HostAndPort asked) {
    String host =
        server.get(0) instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
    int port = server.get(1) instanceof Long number ? number.intValue() : asked.getPort();
    return new HostAndPort(host.isEmpty() ? asked.getHost() : host, port).toString();
  }

  private void put(int first, int last, String server) {
    servers.add(server);
    for (int slot = Math.max(0, first); slot <= last && slot < SLOTS; slot++) {
      bySlot[slot] = server;
    }
  }

  /** The server that has a slot; null if none has. */
  @Nullable String server(int slot) {
    return bySlot[slot];
  }

  boolean hasSlots(String server) {
    return servers.contains(server);
  }
}

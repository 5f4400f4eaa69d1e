package dev.chatengine.bus.redis;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.commands.ProtocolCommand;

/** Commands for which the client has no method. */
public final class Commands {
  private static final Pattern CALLS = Pattern.compile("cmdstat_(\\S+?):calls=(\\d+)");

  private Commands() {}

  /** How often the server was given the commands whose names match, as it counts. */
  public static long calls(UnifiedJedis client, String names) {
    return CALLS
        .matcher(client.info("commandstats"))
        .results()
        .filter(calls -> calls.group(1).matches(names))
        .mapToLong(calls -> Long.parseLong(calls.group(2)))
        .sum();
  }

  /** What a server of this machine answers. */
  static Object send(int port, ProtocolCommand command, String... arguments) {
    try (Connection connection = new Connection(new HostAndPort("127.0.0.1", port))) {
      connection.sendCommand(command, arguments);
      return connection.getOne();
    }
  }

  /** The same, as text. */
  static String text(int port, ProtocolCommand command, String... arguments) {
    Object answer = send(port, command, arguments);
    return answer instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(answer);
  }
}

package dev.chatengine.bus.redis;

import java.nio.charset.StandardCharsets;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.commands.ProtocolCommand;

/** Commands for which the client has no method. */
final class Commands {
  private Commands() {}

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

package dev.chatengine.bus.redis.pubsub;

import dev.chatengine.bus.redis.client.Namespace;
import dev.chatengine.model.Address;
import dev.chatengine.model.Direct;
import dev.chatengine.model.NodeAddress;
import dev.chatengine.model.Room;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The names of channels: {@code namespace:bus:r:NAME} of a room, {@code namespace:bus:d:ID,ID} of a
 * private log, {@code namespace:bus:n:ID} of a node. Names and ids are escaped as in URIs. So they
 * contain no separator, no special character of a pattern or an ACL rule, and no brace: each
 * address has a channel of its own in any namespace, and no room can choose its slot.
 */
public final class ChannelNames {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final String prefix;

  public ChannelNames(String namespace) {
    prefix = Namespace.checked(namespace) + ":bus:";
  }

  public String of(Address address) {
    if (address instanceof Room room) {
      return prefix + "r:" + escape(room.name());
    }
    if (address instanceof Direct direct) {
      return prefix + "d:" + escape(direct.first()) + "," + escape(direct.second());
    }
    return prefix + "n:" + escape(((NodeAddress) address).nodeId());
  }

  /** A channel on which a broadcaster receives only its own echoes. */
  String echo(String senderId, int number) {
    return prefix + "e:" + senderId + "," + number;
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b)) {
        escaped.append((char) b);
      } else {
        escaped.append('%').append(HEX.toHexDigits(b));
      }
    }
    return escaped.toString();
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '_'
        || b == '.';
  }

  /** The bytes of a channel's name, which is ASCII. */
  static byte[] bytes(String channel) {
    return channel.getBytes(StandardCharsets.US_ASCII);
  }

  static String text(byte[] channel) {
    return new String(channel, StandardCharsets.US_ASCII);
  }
}

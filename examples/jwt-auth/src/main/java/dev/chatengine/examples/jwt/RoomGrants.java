package dev.chatengine.examples.jwt;

import dev.chatengine.model.Conversation;
import dev.chatengine.model.Room;
import dev.chatengine.model.User;
import dev.chatengine.spi.Authorizer;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rights of a token's user in rooms. The claim {@code rooms} lists the rooms of each {@link
 * Authorizer.Permission} by the permission's name; {@code "team-*"} includes all rooms with this
 * prefix:
 *
 * <pre>{@code
 * "rooms": {"join": ["lobby", "team-*"], "post": ["team-*"], "see": ["*"]}
 * }</pre>
 *
 * <p>The grants are kept in the user's metadata, which no client sees: a renewed token replaces
 * them. Private messages are allowed to every signed-in user.
 */
final class RoomGrants implements Authorizer {
  /** Separates the names in a value of the metadata; no granted room's name contains it. */
  private static final String SEPARATOR = "\n";

  /**
   * The metadata of a user with these grants.
   *
   * @param rooms the claim; null if the token has none, which grants nothing
   * @throws ParseException if the claim is malformed
   */
  static Map<String, String> of(@Nullable Map<String, ?> rooms) throws ParseException {
    Map<String, String> grants = new TreeMap<>();
    if (rooms == null) {
      return grants;
    }
    for (Permission permission : Permission.values()) {
      Object names = rooms.get(name(permission));
      if (names instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
        grants.put(
            name(permission),
            String.join(SEPARATOR, list.stream().map(String.class::cast).toList()));
      } else if (names != null) {
        throw new ParseException("rooms." + name(permission) + " is not a list of names", 0);
      }
    }
    return grants;
  }

  private static String name(Permission permission) {
    return permission.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean isAllowed(User user, Permission permission, Conversation conversation) {
    if (!(conversation instanceof Room room)) {
      return permission == Permission.POST || permission == Permission.READ;
    }
    String granted = user.metadata().getOrDefault(name(permission), "");
    for (String pattern : granted.split(SEPARATOR, -1)) {
      if (pattern.equals(room.name())
          || (pattern.endsWith("*")
              && room.name().startsWith(pattern.substring(0, pattern.length() - 1)))) {
        return true;
      }
    }
    return false;
  }

  /** Reads only the user's metadata. */
  @Override
  public boolean neverWaits() {
    return true;
  }
}

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
 * What a token lets its user do in which rooms. Its claim {@code rooms} names the rooms of each
 * permission, in the names of {@link Authorizer.Permission}; {@code "team-*"} stands for all that
 * begin so:
 *
 * <pre>{@code
 * "rooms": {"join": ["lobby", "team-*"], "post": ["team-*"], "see": ["*"]}
 * }</pre>
 *
 * <p>The grants travel with the user, as its metadata, which no client gets to see: a renewed token
 * brings new ones. Private messages are open to everybody who has signed in.
 */
final class RoomGrants implements Authorizer {
  /** Between the names in a value of the metadata; no room that is granted has it in its name. */
  private static final String SEPARATOR = "\n";

  /**
   * The metadata of a user with these grants.
   *
   * @param rooms the claim, or null if the token has none: it grants nothing then
   * @throws ParseException if it is not what it has to be
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

  /** It looks at what the user has with it. */
  @Override
  public boolean neverWaits() {
    return true;
  }
}

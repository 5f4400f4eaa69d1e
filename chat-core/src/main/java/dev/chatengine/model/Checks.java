package dev.chatengine.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bounds of the model's values. The text of each exception names the value and the bound. */
final class Checks {
  private Checks() {}

  static String text(@Nullable String value, String name, int minLength, int maxLength) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    if (value.length() < minLength || value.length() > maxLength) {
      throw new IllegalArgumentException(
          name + " has " + value.length() + " characters, not " + minLength + " to " + maxLength);
    }
    if (!Text.isWellFormed(value)) {
      throw new IllegalArgumentException(name + " contains half a surrogate pair");
    }
    return value;
  }

  static @Nullable String optionalText(@Nullable String value, String name, int min, int max) {
    return value == null ? null : text(value, name, min, max);
  }

  /** A time that every frame can express, cut to milliseconds. */
  static Instant time(Instant value, String name) {
    Instant cut = value.truncatedTo(ChronoUnit.MILLIS);
    if (cut.isBefore(Message.MIN_TIMESTAMP) || cut.isAfter(Message.MAX_TIMESTAMP)) {
      throw new IllegalArgumentException(
          name
              + " is "
              + value
              + ", not "
              + Message.MIN_TIMESTAMP
              + " to "
              + Message.MAX_TIMESTAMP);
    }
    return cut;
  }

  static @Nullable Instant optionalTime(@Nullable Instant value, String name) {
    return value == null ? null : time(value, name);
  }

  static long notNegative(long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + ", not 0 or more");
    }
    return value;
  }

  static void size(Collection<?> values, String name, int max) {
    if (values.size() > max) {
      throw new IllegalArgumentException(
          name + " has " + values.size() + " entries, not 0 to " + max);
    }
  }

  static List<String> texts(Collection<String> values, String name, int maxEntries, int maxLength) {
    size(values, name, maxEntries);
    for (String value : values) {
      text(value, name + " entry", 1, maxLength);
    }
    return List.copyOf(values);
  }

  /** A message that is not deleted was deleted by nobody. */
  static @Nullable String deletedBy(@Nullable String userId, boolean deleted) {
    if (userId != null && !deleted) {
      throw new IllegalArgumentException("deletedBy is set, but the message is not deleted");
    }
    return optionalText(userId, "deletedBy", 1, User.MAX_ID_LENGTH);
  }

  /** A copy that keeps the order, within the bounds that {@link Message} documents. */
  static Map<String, String> metadata(Map<String, String> metadata) {
    if (metadata.isEmpty()) {
      return Map.of();
    }
    size(metadata.keySet(), "metadata", Message.MAX_METADATA_ENTRIES);
    Map<String, String> copy = new LinkedHashMap<>();
    metadata.forEach(
        (key, value) ->
            copy.put(
                text(key, "metadata key", 1, Message.MAX_METADATA_KEY_LENGTH),
                text(value, "metadata value of " + key, 0, Message.MAX_METADATA_VALUE_LENGTH)));
    return Collections.unmodifiableMap(copy);
  }

  /** A copy that keeps the order, within the bounds that {@link Message} documents. */
  static Map<String, List<String>> reactions(Map<String, ? extends Collection<String>> reactions) {
    if (reactions.isEmpty()) {
      return Map.of();
    }
    size(reactions.keySet(), "reactions", Message.MAX_REACTIONS);
    Map<String, List<String>> copy = new LinkedHashMap<>();
    reactions.forEach(
        (reaction, users) -> {
          text(reaction, "reaction", 1, Message.MAX_REACTION_LENGTH);
          List<String> ids =
              texts(users, "users of a reaction", Message.MAX_REACTION_USERS, User.MAX_ID_LENGTH);
          if (!ids.isEmpty()) {
            copy.put(reaction, ids);
          }
        });
    return Collections.unmodifiableMap(copy);
  }
}

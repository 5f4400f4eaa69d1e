package dev.chatengine.protocol;

import com.fasterxml.jackson.core.JsonParser;
import dev.chatengine.model.Attachment;
import dev.chatengine.model.Message;
import dev.chatengine.model.Text;
import dev.chatengine.model.User;
import dev.chatengine.protocol.json.JsonFields;
import dev.chatengine.protocol.json.JsonTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of the extensions in a frame. A field is checked when it is read, since a frame
 * ignores fields that it does not have. The first wrong field is remembered as the problem; wrong
 * fields count as missing.
 */
final class ExtensionFields {
  /** How many positions in rooms, and in private logs, a client may send at once. */
  static final int MAX_POSITIONS = 1_000;

  private static final int MAX_TOKEN_LENGTH = 8_192;
  private static final int MAX_RESUME_LENGTH = 4_096;

  private static final Set<String> NAMES =
      Set.of(
          "ref",
          "clientMessageId",
          "replyTo",
          "mentions",
          "attachments",
          "keep",
          "since",
          "version",
          "token",
          "resume",
          "rooms",
          "direct",
          "with",
          "before",
          "after",
          "limit");

  private @Nullable Map<String, Object> values;
  private @Nullable String problem;

  static boolean knows(String name) {
    return NAMES.contains(name);
  }

  /** Reads the value of a field at which the parser is. */
  void read(String name, JsonParser parser) throws IOException {
    Object value = JsonTree.read(parser);
    Map<String, Object> all = values;
    if (all == null) {
      all = new HashMap<>();
      values = all;
    }
    if (value == null) {
      all.remove(name);
    } else {
      all.put(name, value);
    }
  }

  boolean isEmpty() {
    return values == null;
  }

  /** The problem of the first wrong field that was read. */
  @Nullable String problem() {
    return problem;
  }

  @Nullable String ref() {
    return text("ref", ClientRequest.MAX_REF_LENGTH);
  }

  MessageExtras messageExtras() {
    if (isEmpty()) {
      return MessageExtras.NONE;
    }
    return new MessageExtras(
        text("clientMessageId", Message.MAX_CLIENT_ID_LENGTH),
        text("replyTo", Message.MAX_ID_LENGTH),
        mentions(),
        attachments());
  }

  private List<String> mentions() {
    List<String> ids =
        checked(
            "mentions",
            "be at most " + Message.MAX_MENTIONS + " ids of users",
            value -> {
              List<String> all = new ArrayList<>();
              for (Object element : list(value, Message.MAX_MENTIONS)) {
                all.add(checkedText(element, User.MAX_ID_LENGTH));
              }
              return all;
            });
    return ids == null ? List.of() : ids;
  }

  private List<Attachment> attachments() {
    List<Attachment> attached =
        checked(
            "attachments",
            "be at most "
                + Message.MAX_ATTACHMENTS
                + " objects of url and, if known, name, mediaType and size",
            value -> {
              List<Attachment> all = new ArrayList<>();
              for (Object element : list(value, Message.MAX_ATTACHMENTS)) {
                all.add(MessageJson.attachment(JsonFields.of("attachment", element)));
              }
              return all;
            });
    return attached == null ? List.of() : attached;
  }

  boolean keep() {
    Boolean keep = checked("keep", "be true or false", Boolean.class::cast);
    return keep != null && keep;
  }

  /** The version of the extensions, whether it is supported or not. */
  long version() {
    Long version = checked("version", "be a whole number", Long.class::cast);
    return version == null ? 0 : version;
  }

  @Nullable String token() {
    return text("token", MAX_TOKEN_LENGTH);
  }

  @Nullable String resume() {
    return text("resume", MAX_RESUME_LENGTH);
  }

  @Nullable String with() {
    return text("with", User.MAX_ID_LENGTH);
  }

  /** The number of a message. */
  @Nullable Long seq(String name) {
    return number(name, "0 or more", 0, Long.MAX_VALUE);
  }

  /** How many messages are wanted. */
  @Nullable Long limit() {
    return number("limit", "1 to " + Limits.HISTORY_PAGE, 1, Limits.HISTORY_PAGE);
  }

  private @Nullable Long number(String name, String bounds, long min, long max) {
    return checked(
        name,
        "be a whole number, " + bounds,
        value -> {
          Long number = (Long) value;
          if (number < min || number > max) {
            throw new IllegalArgumentException("out of bounds");
          }
          return number;
        });
  }

  @Nullable Since since() {
    return checked(
        "since",
        "be an object of epoch, seq and, if changes are wanted, revision",
        value -> position("since", value));
  }

  /** Positions by the names of logs; none if the field is missing. */
  Map<String, Since> positions(String name) {
    Map<String, Since> positions = optionalPositions(name);
    return positions == null ? Map.of() : positions;
  }

  /** Positions by the names of logs, or null if the field is missing. */
  @Nullable Map<String, Since> optionalPositions(String name) {
    return checked(
        name,
        "be an object of at most " + MAX_POSITIONS + " positions of epoch, seq and revision",
        value -> {
          Map<String, Since> all = new LinkedHashMap<>();
          Map<?, ?> given = (Map<?, ?>) value;
          if (given.size() > MAX_POSITIONS) {
            throw new IllegalArgumentException("too many");
          }
          given.forEach((key, position) -> all.put((String) key, position(name, position)));
          return all;
        });
  }

  private static Since position(String name, Object value) {
    JsonFields fields = JsonFields.of(name, value);
    return new Since(
        fields.text("epoch"),
        fields.number("seq", 0),
        fields.has("revision") ? fields.number("revision", 0) : null);
  }

  private @Nullable String text(String name, int maxLength) {
    return checked(
        name,
        "be text of 1 to " + maxLength + " characters",
        value -> checkedText(value, maxLength));
  }

  private static String checkedText(Object value, int maxLength) {
    String text = (String) value;
    if (text.isEmpty() || text.length() > maxLength || !Text.isWellFormed(text)) {
      throw new IllegalArgumentException("out of bounds");
    }
    return text;
  }

  private static List<?> list(Object value, int maxSize) {
    List<?> list = (List<?>) value;
    if (list.size() > maxSize) {
      throw new IllegalArgumentException("too many");
    }
    return list;
  }

  private <T> @Nullable T checked(String name, String rule, Function<Object, T> read) {
    Map<String, Object> all = values;
    Object value = all == null ? null : all.get(name);
    if (value == null) {
      return null;
    }
    try {
      return read.apply(value);
    } catch (ClassCastException | IllegalArgumentException e) {
      if (problem == null) {
        problem = name + " must " + rule;
      }
      return null;
    }
  }
}

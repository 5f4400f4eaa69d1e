package dev.chatengine.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads any JSON value: an object as a {@link Map}, an array as a {@link List}, a {@link String}, a
 * {@link Long} or a {@link Boolean}. Nulls are left out. Whether a number is whole depends on its
 * value, and not on how it is written. A value that the protocol does not have (a fraction, a
 * number beyond 64 bits, nesting beyond {@value #MAX_DEPTH}) is read to its end, and becomes an
 * object of none of these types.
 */
public final class JsonTree {
  public static final int MAX_DEPTH = 8;

  /** More digits than any whole number of 64 bits is written with. */
  private static final int MAX_NUMBER_LENGTH = 64;

  private static final Object UNREADABLE = new Object();

  private JsonTree() {}

  /** Reads the value at which the parser is, to its end. */
  public static @Nullable Object read(JsonParser parser) throws IOException {
    return value(parser, 0);
  }

  private static @Nullable Object value(JsonParser parser, int depth) throws IOException {
    JsonToken token = parser.currentToken();
    if (depth >= MAX_DEPTH && token.isStructStart()) {
      parser.skipChildren();
      return UNREADABLE;
    }
    return switch (token) {
      case START_OBJECT -> object(parser, depth);
      case START_ARRAY -> array(parser, depth);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> UNREADABLE;
          };
      case VALUE_NUMBER_FLOAT -> whole(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** A number with a fraction or an exponent, which may be whole nevertheless: 5.0, or 5e1. */
  private static Object whole(String text) {
    if (text.length() <= MAX_NUMBER_LENGTH) {
      try {
        // Checks that the digits fit before it makes them, however large the exponent is.
        return new BigDecimal(text).longValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        // It is not whole, or beyond 64 bits; or its exponent is beyond 32 bits.
      }
    }
    return UNREADABLE;
  }

  private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser, depth + 1);
      if (value == null) {
        fields.remove(name);
      } else {
        fields.put(name, value);
      }
    }
    return fields;
  }

  private static List<Object> array(JsonParser parser, int depth) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser, depth + 1);
      if (value != null) {
        elements.add(value);
      }
    }
    return elements;
  }
}

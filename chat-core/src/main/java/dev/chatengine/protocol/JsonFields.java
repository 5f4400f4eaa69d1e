package dev.chatengine.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as it came, with its fields by name: what the reader does not know does not disturb
 * it. Each getter throws {@link IllegalArgumentException} for a field of another type.
 */
final class JsonFields {
  private static final int MAX_DEPTH = 8;

  private final Map<String, Object> values;

  private JsonFields(Map<String, Object> values) {
    this.values = values;
  }

  /** Reads the object at which the parser stands, to its end. */
  static JsonFields read(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("not a JSON object");
    }
    return new JsonFields(object(parser, 0));
  }

  private static Map<String, Object> object(JsonParser parser, int depth) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser, depth + 1);
      if (value != null) {
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

  private static @Nullable Object value(JsonParser parser, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested too deep");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, depth);
      case START_ARRAY -> array(parser, depth);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  String text(String name) {
    String text = optionalText(name);
    if (text == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return text;
  }

  @Nullable String optionalText(String name) {
    return get(name, String.class);
  }

  long number(String name, long otherwise) {
    Long number = get(name, Long.class);
    return number == null ? otherwise : number;
  }

  boolean flag(String name) {
    Boolean flag = get(name, Boolean.class);
    return flag != null && flag;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  JsonFields object(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return asObject(name, value);
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : elements(name)) {
      texts.add(cast(name, element, String.class));
    }
    return texts;
  }

  List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (Object element : elements(name)) {
      objects.add(asObject(name, element));
    }
    return objects;
  }

  Map<String, String> textMap(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    if (has(name)) {
      JsonFields fields = object(name);
      fields.values.forEach((key, value) -> map.put(key, cast(key, value, String.class)));
    }
    return map;
  }

  Map<String, List<String>> textsMap(String name) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    if (has(name)) {
      JsonFields fields = object(name);
      fields.values.keySet().forEach(key -> map.put(key, fields.texts(key)));
    }
    return map;
  }

  private List<?> elements(String name) {
    List<?> elements = get(name, List.class);
    return elements == null ? List.of() : elements;
  }

  private <T> @Nullable T get(String name, Class<T> type) {
    Object value = values.get(name);
    return value == null ? null : cast(name, value, type);
  }

  private static JsonFields asObject(String name, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Map.Entry<?, ?> field : ((Map<?, ?>) cast(name, value, Map.class)).entrySet()) {
      fields.put((String) field.getKey(), field.getValue());
    }
    return new JsonFields(fields);
  }

  private static <T> T cast(String name, Object value, Class<T> type) {
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(name + " is no " + type.getSimpleName());
    }
    return type.cast(value);
  }
}

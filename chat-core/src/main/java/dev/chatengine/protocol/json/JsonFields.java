package dev.chatengine.protocol.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with its fields by name, known or not. Each getter throws {@link
 * IllegalArgumentException} for a field of another type.
 */
public final class JsonFields {
  private final Map<String, Object> values;

  private JsonFields(Map<String, Object> values) {
    this.values = values;
  }

  /** Reads the object at which the parser is, to its end. */
  public static JsonFields read(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    return of("it", first == null ? null : JsonTree.read(parser));
  }

  public String text(String name) {
    String text = optionalText(name);
    if (text == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return text;
  }

  public @Nullable String optionalText(String name) {
    return get(name, String.class);
  }

  public long number(String name, long otherwise) {
    Long number = get(name, Long.class);
    return number == null ? otherwise : number;
  }

  public boolean flag(String name) {
    Boolean flag = get(name, Boolean.class);
    return flag != null && flag;
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public JsonFields object(String name) {
    return of(name, values.get(name));
  }

  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object element : elements(name)) {
      texts.add(cast(name, element, String.class));
    }
    return texts;
  }

  public List<JsonFields> objects(String name) {
    List<JsonFields> objects = new ArrayList<>();
    for (Object element : elements(name)) {
      objects.add(asObject(name, element));
    }
    return objects;
  }

  public Map<String, String> textMap(String name) {
    Map<String, String> map = new LinkedHashMap<>();
    if (has(name)) {
      JsonFields fields = object(name);
      fields.values.forEach((key, value) -> map.put(key, cast(key, value, String.class)));
    }
    return map;
  }

  public Map<String, List<String>> textsMap(String name) {
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

  /**
   * The fields of a value that {@link JsonTree} has read.
   *
   * @param name the value's name, for the exception if it is no object
   */
  public static JsonFields of(String name, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return asObject(name, value);
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

package dev.chatengine.client.js;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.chatengine.model.Room;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Client and server make the same room name from the same text. */
@Timeout(120)
class RoomNamesTest {
  /** Characters of all kinds that lower-casing distinguishes, in particular beside a sigma. */
  private static final String[] PARTS = {
    "A", "β", "Σ", "ς", "\u01c5", "\u0130", "א",
    "漢", "\ud801\udc00", "\ud83d\udc4b", "2", "_", "-", " ",
    "\u00a0", "\ufeff", "\u0000", "\u0085", "\u200b", "'", "·",
    ":", "^", "\u00ad", "\u0301", "\u20dd", "\u02b0", "\u0345",
    "\u200f", "\ud801", "\udc00"
  };

  /** Characters whose properties have changed since the Unicode of Java 17. */
  private static final Set<Integer> CHANGED = Set.of(0x295, 0x1734, 0x1171E);

  /** The maximum length of a text; its name may be a little longer. */
  private static final int MAX_LENGTH = Room.MAX_NAME_LENGTH - 8;

  /** No letter beyond has case. */
  private static final int MAX_LETTER = 0x1FFFF;

  private static final int MAX_PARTS = 12;

  /** Half a surrogate pair has no form in UTF-8. */
  private final ObjectMapper mapper =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  @TempDir private Path folder = Path.of("");

  @Test
  void ofTextOfManyScripts() throws IOException {
    List<String> texts = new ArrayList<>();
    for (String first : PARTS) {
      for (String second : PARTS) {
        for (String third : PARTS) {
          texts.add(first + second + third);
        }
      }
    }
    Random random = new Random(1);
    for (int text = 0; text < 30_000; text++) {
      texts.add(
          random
              .ints(1 + random.nextInt(MAX_PARTS), 0, PARTS.length)
              .mapToObj(i -> PARTS[i])
              .collect(Collectors.joining()));
    }
    bothAgreeOn(texts);
  }

  @Test
  void ofEachCharacterAloneAndBesideASigma() throws IOException {
    List<String> texts = new ArrayList<>();
    IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
        .filter(c -> Character.getType(c) != Character.UNASSIGNED && !CHANGED.contains(c))
        .filter(c -> Character.getType(c) != Character.PRIVATE_USE)
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .mapToObj(Character::toString)
        .forEach(c -> add(texts, String.join(c, "", "|A", "Σ|", "Σ|AΣ", "|AΣ", "A")));
    bothAgreeOn(texts);
  }

  @Test
  void ofEachCharacterThatIsNewerThanJava() throws IOException {
    bothAgreeOn(
        IntStream.rangeClosed(0, MAX_LETTER)
            .filter(c -> Character.getType(c) == Character.UNASSIGNED)
            .mapToObj(Character::toString)
            .toList());
  }

  /** Makes fewer and longer texts, so that there are fewer rooms. */
  private static void add(List<String> texts, String text) {
    String last = texts.isEmpty() ? "" : texts.get(texts.size() - 1);
    if (texts.isEmpty() || last.length() + text.length() >= MAX_LENGTH) {
      texts.add(text);
    } else {
      texts.set(texts.size() - 1, last + "|" + text);
    }
  }

  private void bothAgreeOn(List<String> texts) throws IOException {
    Path given = folder.resolve("texts.json");
    Path output = folder.resolve("names.json");
    mapper.writeValue(given.toFile(), texts);
    List<String> command =
        Node.require().command("src/test/js/names/names.js", given.toString(), output.toString());

    Node.Run run = new Node.Run(command, Map.of(), 100);

    assertThat(run.exitCode).as("node's exit code; output:%n%s", run.output).isZero();
    JsonNode names = mapper.readTree(output.toFile());
    assertThat(names).hasSameSizeAs(texts);
    List<String> others = new ArrayList<>();
    int known = 0;
    for (int i = 0; i < texts.size(); i++) {
      JsonNode name = names.get(i);
      if (!name.isBoolean()) {
        known++;
        String onClient = name.isNull() ? null : name.asText();
        if (!Objects.equals(onClient, nameOnServer(texts.get(i)))) {
          others.add(mapper.writeValueAsString(List.of(texts.get(i), name)));
        }
      }
    }
    assertThat(others).as("texts with another name on the client").isEmpty();
    assertThat(known).as("texts that were compared").isPositive();
  }

  private static @Nullable String nameOnServer(String text) {
    try {
      return Room.named(text).name();
    } catch (IllegalArgumentException refused) {
      return null;
    }
  }
}

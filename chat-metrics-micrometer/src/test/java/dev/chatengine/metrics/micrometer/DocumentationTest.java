package dev.chatengine.metrics.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.ChatEngine;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the page on observability name all meters and log lines, and no others. */
class DocumentationTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/observability.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern RANGE = Pattern.compile("`([0-9]+)` to `([0-9]+)`");

  /** A call of a logger with a text, which may be put together of several. */
  private static final Pattern LOGGED =
      Pattern.compile(
          "\\b(?:log|LOG)\\.(warn|error|info)\\(\\s*(?:LOG,\\s*)?"
              + "((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");

  private static final Pattern COUNTED =
      Pattern.compile("new RateLimitedLog\\(\\s*\\w+,\\s*(\"(?:[^\"\\\\]|\\\\.)*\")");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** The rows of the table under a head, without the spaces around their cells. */
  private static List<List<String>> rows(String head) throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int start = lines.indexOf(head);
    assertThat(start).as("the table %s", head).isNotNegative();
    return lines.stream()
        .skip(start + 2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Stream.of(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells -> cells.subList(1, cells.size() - 1))
        .toList();
  }

  @Test
  void everyMeterIsInItsTableAsItIs() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (List<String> row : rows("| meter | type | unit | tags | what it means | what to do |")) {
      assertThat(row).as("cells").hasSize(6);
      assertThat(row.get(4)).as("what %s means", row.get(0)).isNotBlank();
      documented.put(
          codes(row.get(0)).get(0), row.get(1) + ", " + row.get(2) + ", " + tags(row.get(3)));
    }

    assertThat(documented).isEqualTo(registered());
  }

  private static Map<String, String> registered() {
    ChatEngine engine = ChatEngine.create();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    new ChatEngineMetrics(engine).bindTo(registry);
    engine.close();
    Map<String, List<Meter>> byName =
        registry.getMeters().stream()
            .collect(Collectors.groupingBy(meter -> meter.getId().getName()));
    Map<String, String> registered = new TreeMap<>();
    byName.forEach((name, meters) -> registered.put(name, asInTable(meters)));
    return registered;
  }

  private static String asInTable(List<Meter> meters) {
    Meter.Id id = meters.get(0).getId();
    String type =
        switch (id.getType()) {
          case DISTRIBUTION_SUMMARY -> "summary";
          default -> id.getType().name().toLowerCase(Locale.ROOT);
        };
    String unit = id.getBaseUnit() == null ? "" : id.getBaseUnit();
    Map<String, Set<String>> tags = new TreeMap<>();
    for (Meter meter : meters) {
      for (Tag tag : meter.getId().getTags()) {
        tags.computeIfAbsent(tag.getKey(), key -> new TreeSet<>()).add(tag.getValue());
      }
    }
    return type + ", " + unit + ", " + tags;
  }

  /** What is said of one tag: its key, then its values, with ranges of numbers. */
  private static Map<String, Set<String>> tags(String cell) {
    if (cell.isEmpty()) {
      return Map.of();
    }
    List<String> codes = codes(cell);
    Set<String> values = new TreeSet<>(codes.subList(1, codes.size()));
    Matcher range = RANGE.matcher(cell);
    while (range.find()) {
      IntStream.rangeClosed(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)))
          .forEach(number -> values.add(Integer.toString(number)));
    }
    return Map.of(codes.get(0), values);
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  @Test
  void everyLogLineIsInItsTableAsItIs() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (List<String> row : rows("| level | text | what it means | what to do |")) {
      assertThat(row).as("cells").hasSize(4);
      assertThat(row.get(2)).as("what %s means", row.get(1)).isNotBlank();
      documented.add(row.get(0) + " " + codes(row.get(1)).get(0));
    }

    assertThat(documented).isEqualTo(logged());
  }

  /** What the modules log for operators; what is for debugging need not be explained. */
  private static Set<String> logged() throws IOException {
    Set<String> logged = new TreeSet<>();
    for (Path file : sources()) {
      String source = Files.readString(file);
      for (MatchResult call : LOGGED.matcher(source).results().toList()) {
        String text = text(call.group(2));
        // The text comes first where it is not a line's own.
        if (!text.startsWith("{} ({} since")) {
          logged.add(call.group(1).toUpperCase(Locale.ROOT) + " " + withoutNode(text));
        }
      }
      for (MatchResult counted : COUNTED.matcher(source).results().toList()) {
        logged.add("WARN " + text(counted.group(1)));
      }
    }
    return logged;
  }

  private static String withoutNode(String text) {
    String node = "Node {}: ";
    return text.startsWith(node) ? text.substring(node.length()) : text;
  }

  private static String text(String literals) {
    return LITERAL
        .matcher(literals)
        .results()
        .map(part -> part.group(1))
        .collect(Collectors.joining());
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      modules
          .filter(module -> module.getFileName().toString().startsWith("chat-"))
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .map(DocumentationTest::javaFiles)
          .forEach(sources::addAll);
    }
    assertThat(sources).hasSizeGreaterThan(100);
    return sources;
  }

  private static List<Path> javaFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

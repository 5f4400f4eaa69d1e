package dev.chatengine.benchmarks.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table in Markdown: a row for each title, with the median of each figure over the runs of that
 * title.
 *
 * @param <R> the result of a run
 */
final class Table<R> {
  private static final String UNKNOWN = "–";

  private final String heading;
  private final List<Column<R>> columns = new ArrayList<>();
  private final Map<String, List<R>> rows = new LinkedHashMap<>();

  private record Column<R>(
      String heading, String format, Function<R, ? extends @Nullable Number> figure) {}

  /**
   * Begins a table.
   *
   * @param heading the heading of the first column
   */
  Table(String heading) {
    this.heading = heading;
  }

  /**
   * Adds a column.
   *
   * @param format the format of a {@code double}
   * @param figure the figure of a run; null if it is unknown
   */
  Table<R> column(
      String columnHeading, String format, Function<R, ? extends @Nullable Number> figure) {
    columns.add(new Column<>(columnHeading, format, figure));
    return this;
  }

  /** Adds a run to a row. */
  void add(String title, R run) {
    rows.computeIfAbsent(title, t -> new ArrayList<>()).add(run);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(PrintStream out) {
    String headings = columns.stream().map(Column::heading).collect(Collectors.joining(" | "));
    out.println("| " + heading + " | " + headings + " |");
    out.println("|---|" + "---:|".repeat(columns.size()));
    rows.forEach((title, runs) -> out.println("| " + title + " | " + row(runs) + " |"));
  }

  private String row(List<R> runs) {
    return columns.stream().map(column -> median(column, runs)).collect(Collectors.joining(" | "));
  }

  private String median(Column<R> column, List<R> runs) {
    double[] known =
        runs.stream()
            .map(column.figure())
            .filter(figure -> figure != null)
            .mapToDouble(Number::doubleValue)
            .sorted()
            .toArray();
    return known.length == 0
        ? UNKNOWN
        : String.format(Locale.ROOT, column.format(), known[known.length / 2]);
  }
}

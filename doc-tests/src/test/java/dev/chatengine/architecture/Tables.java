package dev.chatengine.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads the tables of the folder {@code architecture}. */
final class Tables {
  private Tables() {}

  /** The lines of a table, without comments and blank lines. */
  static List<String> lines(String table) {
    try (InputStream in = Tables.class.getResourceAsStream("/architecture/" + table)) {
      return new String(requireNonNull(in, table).readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

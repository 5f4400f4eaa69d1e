package dev.chatengine.protocol;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes moments as ISO-8601 in UTC with milliseconds. Remembers the last one, since the messages
 * of one millisecond share it. Safe for all threads.
 */
final class TimestampFormat {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private volatile Formatted last = new Formatted(0, FORMAT.format(Instant.EPOCH));

  String format(long epochMillis) {
    Formatted formatted = last;
    if (formatted.epochMillis != epochMillis) {
      formatted = new Formatted(epochMillis, FORMAT.format(Instant.ofEpochMilli(epochMillis)));
      last = formatted;
    }
    return formatted.text;
  }

  private record Formatted(long epochMillis, String text) {}
}

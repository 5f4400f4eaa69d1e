package dev.chatengine.protocol;

import dev.chatengine.model.Message;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes moments as ISO-8601 in UTC with milliseconds. What cannot be written so becomes the
 * nearest that can. Remembers the second of the last one, since the next message mostly comes soon.
 * Safe for all threads.
 */
final class TimestampFormat {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

  private volatile Second last = Second.of(0);

  String format(Instant time) {
    Second second = last;
    if (second.epochSecond != time.getEpochSecond()) {
      Instant shown = Message.nearestTimestamp(time);
      if (!shown.equals(time)) {
        return format(shown);
      }
      second = Second.of(time.getEpochSecond());
      last = second;
    }
    int millis = time.getNano() / 1_000_000;
    return second.text + digit(millis / 100) + digit(millis / 10 % 10) + digit(millis % 10) + 'Z';
  }

  private static char digit(int value) {
    return (char) ('0' + value);
  }

  /**
   * What the moments of one second have in common.
   *
   * @param text their text up to the milliseconds
   */
  private record Second(long epochSecond, String text) {
    static Second of(long epochSecond) {
      return new Second(epochSecond, SECONDS.format(Instant.ofEpochSecond(epochSecond)));
    }
  }
}

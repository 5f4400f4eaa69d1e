package dev.chatengine.protocol;

import dev.chatengine.model.Message;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Writes times as ISO-8601 in UTC with milliseconds. A time out of its range becomes the nearest
 * one that is in it. Caches the last second's text, which the next message can often use. Safe for
 * all threads.
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
   * One second.
   *
   * @param text the text of its times up to the milliseconds
   */
  private record Second(long epochSecond, String text) {
    static Second of(long epochSecond) {
      return new Second(epochSecond, SECONDS.format(Instant.ofEpochSecond(epochSecond)));
    }
  }
}

package dev.chatengine.examples.server;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how long messages are kept. */
final class RetentionConverter implements ITypeConverter<Duration> {
  /** The bounds of MongoDB's store; those of the other stores are wider. */
  static final Duration SHORTEST = Duration.ofMinutes(1);

  static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern TIME = Pattern.compile("(\\d{1,9})([mhd])");

  @Override
  public Duration convert(String value) {
    Matcher matcher = TIME.matcher(value);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration time =
          switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
          };
      if (time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0) {
        return time;
      }
    }
    throw new TypeConversionException(
        "'" + value + "' is not a time as in 30d, 12h or 90m, from 1m to 36500d");
  }
}

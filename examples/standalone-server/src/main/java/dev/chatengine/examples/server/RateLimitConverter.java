package dev.chatengine.examples.server;

import dev.chatengine.spi.RateLimit;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many frames a second a connection may send. */
final class RateLimitConverter implements ITypeConverter<RateLimit> {
  private static final long MAX = 1_000_000;

  @Override
  public RateLimit convert(String value) {
    if (value.equals("off")) {
      return RateLimit.UNLIMITED;
    }
    try {
      long permits = Long.parseLong(value);
      if (permits >= 1 && permits <= MAX) {
        return RateLimit.perSecond(permits);
      }
    } catch (NumberFormatException e) {
      // Reported below, together with numbers out of bounds.
    }
    throw new TypeConversionException(
        "'" + value + "' is neither a number from 1 to " + MAX + " nor 'off'");
  }
}

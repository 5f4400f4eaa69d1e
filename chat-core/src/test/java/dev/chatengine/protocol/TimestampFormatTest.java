package dev.chatengine.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TimestampFormatTest {
  private static final DateTimeFormatter EXPECTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  @Test
  void hasThreeDigitsOfMilliseconds() {
    TimestampFormat format = new TimestampFormat();

    assertThat(format.format(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(format.format(Instant.ofEpochMilli(7))).isEqualTo("1970-01-01T00:00:00.007Z");
    assertThat(format.format(Instant.ofEpochMilli(1_764_190_804_120L)))
        .isEqualTo("2025-11-26T21:00:04.120Z");
    assertThat(format.format(Instant.ofEpochMilli(-1))).isEqualTo("1969-12-31T23:59:59.999Z");
  }

  /** Whatever time was written before. */
  @Property
  void writesTheSameAsTheFormatter(
      @ForAll @LongRange(min = -62_135_596_798_000L, max = 253_402_300_797_999L) long first,
      @ForAll @LongRange(min = -2_000, max = 2_000) long later) {
    TimestampFormat format = new TimestampFormat();

    for (Instant time : List.of(Instant.ofEpochMilli(first), Instant.ofEpochMilli(first + later))) {
      assertThat(format.format(time)).isEqualTo(EXPECTED.format(time));
    }
  }

  @Test
  void aTimeOutOfRangeBecomesTheNearestInRange() {
    TimestampFormat format = new TimestampFormat();

    for (Instant late : List.of(Instant.parse("+10000-01-01T00:00:00Z"), Instant.MAX)) {
      assertThat(format.format(late)).isEqualTo("9999-12-31T23:59:59.999Z");
    }
    for (Instant early : List.of(Instant.parse("0000-12-31T23:59:59.999Z"), Instant.MIN)) {
      assertThat(format.format(early)).isEqualTo("0001-01-01T00:00:00.000Z");
    }
  }
}

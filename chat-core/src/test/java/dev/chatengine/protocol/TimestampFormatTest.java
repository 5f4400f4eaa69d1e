package dev.chatengine.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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

    assertThat(format.format(0)).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(format.format(7)).isEqualTo("1970-01-01T00:00:00.007Z");
    assertThat(format.format(1_764_190_804_120L)).isEqualTo("2025-11-26T21:00:04.120Z");
    assertThat(format.format(-1)).isEqualTo("1969-12-31T23:59:59.999Z");
  }

  /** Wherever the moment before was. */
  @Property
  void isThatOfTheFormatter(
      @ForAll @LongRange(min = -62_167_219_200_000L, max = 253_402_300_799_999L) long first,
      @ForAll @LongRange(min = -2_000, max = 2_000) long later) {
    TimestampFormat format = new TimestampFormat();

    assertThat(format.format(first)).isEqualTo(EXPECTED.format(Instant.ofEpochMilli(first)));
    assertThat(format.format(first + later))
        .isEqualTo(EXPECTED.format(Instant.ofEpochMilli(first + later)));
  }
}

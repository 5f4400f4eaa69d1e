package dev.chatengine.transport.ws.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ControlFramesTest {

  @Test
  void silentClientsAreNotAllPingedTogether() {
    long interval = Duration.ofSeconds(30).toNanos();

    List<Long> pings =
        Stream.generate(() -> ControlFrames.pingAfter(interval)).limit(1_000).toList();

    assertThat(pings).allSatisfy(ping -> assertThat(ping).isBetween(interval * 3 / 4, interval));
    for (int sixteenth = 12; sixteenth < 16; sixteenth++) {
      long from = interval / 16 * sixteenth;
      assertThat(pings).anySatisfy(ping -> assertThat(ping).isBetween(from, from + interval / 16));
    }
  }
}

package dev.chatengine.memory.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodePointOrderTest {
  private final CodePointOrder order = new CodePointOrder();

  @Test
  void isTheOrderOfUtf8Bytes() {
    List<String> texts =
        List.of(
            "",
            "a",
            "ab",
            "b",
            "\u007f",
            "\u0080",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "\ud800\udc00",
            "\ud83d\ude00",
            "\ud83d\ude01",
            "\udbff\udfff",
            "a\ue000",
            "a\ud83d\ude00");
    for (String one : texts) {
      for (String other : texts) {
        int expected =
            Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(order.compare(one, other)))
            .as("%s and %s", one, other)
            .isEqualTo(Integer.signum(expected));
      }
    }
  }
}

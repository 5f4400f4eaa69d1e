package dev.chatengine.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private static final int VERY_MANY = 100_000;

  private final ConcurrencyLimit turns = new ConcurrencyLimit(2);
  private final List<String> begun = new ArrayList<>();

  private void take(String name) {
    turns.take(() -> begun.add(name));
  }

  @Test
  void operationsBeyondTheLimitWaitInOrder() {
    take("a");
    take("b");
    take("c");
    take("d");
    assertThat(begun).containsExactly("a", "b");

    turns.end();
    assertThat(begun).containsExactly("a", "b", "c");
    turns.end();
    turns.end();
    turns.end();
    take("e");
    assertThat(begun).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void veryManyOperationsMayEndAsSoonAsTheyBegin() {
    turns.take(() -> {});
    turns.take(() -> {});
    int[] count = {0};
    for (int i = 0; i < VERY_MANY; i++) {
      turns.take(
          () -> {
            count[0]++;
            turns.end();
          });
    }

    turns.end();
    assertThat(count[0]).isEqualTo(VERY_MANY);
  }
}

package dev.chatengine.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private static final int VERY_MANY = 100_000;

  private final ConcurrencyLimit limit = new ConcurrencyLimit(2);
  private final List<String> started = new ArrayList<>();

  private void take(String name) {
    limit.take(() -> started.add(name));
  }

  @Test
  void operationsBeyondTheLimitWaitInOrder() {
    take("a");
    take("b");
    take("c");
    take("d");
    assertThat(started).containsExactly("a", "b");

    limit.end();
    assertThat(started).containsExactly("a", "b", "c");
    limit.end();
    limit.end();
    limit.end();
    take("e");
    assertThat(started).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void veryManyOperationsMayEndAsSoonAsTheyBegin() {
    limit.take(() -> {});
    limit.take(() -> {});
    int[] count = {0};
    for (int i = 0; i < VERY_MANY; i++) {
      limit.take(
          () -> {
            count[0]++;
            limit.end();
          });
    }

    limit.end();
    assertThat(count[0]).isEqualTo(VERY_MANY);
  }
}

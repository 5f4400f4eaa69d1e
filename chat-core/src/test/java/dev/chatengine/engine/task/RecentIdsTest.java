package dev.chatengine.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentIdsTest {
  private final RecentIds ids = new RecentIds(2);

  @Test
  void anIdIsNewOnce() {
    assertThat(ids.add("a")).isTrue();
    assertThat(ids.add("a")).isFalse();
    assertThat(ids.add("b")).isTrue();
    assertThat(ids.add("a")).isFalse();
  }

  @Test
  void theOldestIdsAreDropped() {
    ids.add("a");
    ids.add("b");
    ids.add("c");

    assertThat(ids.add("c")).isFalse();
    assertThat(ids.add("b")).isFalse();
    assertThat(ids.add("a")).isTrue();
  }
}

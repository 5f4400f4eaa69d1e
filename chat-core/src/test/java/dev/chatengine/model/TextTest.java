package dev.chatengine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void halfPairsAreNotWellFormed() {
    assertThat(Text.isWellFormed("a👋b")).isTrue();
    assertThat(Text.isWellFormed("a\uD83D")).isFalse();
    assertThat(Text.isWellFormed("\uD83Da")).isFalse();
    assertThat(Text.isWellFormed("\uDC4B")).isFalse();
    assertThat(Text.isWellFormed("\uDC4B\uD83D")).isFalse();
  }
}

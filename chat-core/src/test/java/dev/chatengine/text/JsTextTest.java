package dev.chatengine.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsTextTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0xA0, 0x1680, 0x2000, 0x2003, 0x200A, 0x2028, 0x2029,
        0x202F, 0x205F, 0x3000, 0xFEFF
      })
  void trimsWhatJavaScriptTrims(int white) {
    String space = Character.toString(white);

    assertThat(JsText.trim(space + "a" + space + "b" + space)).isEqualTo("a" + space + "b");
    assertThat(JsText.trim(space)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x1C, 0x1F, 0x85, 0x180E, 0x200B, 0x2060})
  void keepsWhatOnlyLooksLikeWhiteSpace(int other) {
    String text = Character.toString(other) + "a" + Character.toString(other);

    assertThat(JsText.trim(text)).isEqualTo(text);
  }

  @Test
  void cutCountsUtf16Units() {
    assertThat(JsText.cut("abc", 3)).isEqualTo("abc");
    assertThat(JsText.cut("abcd", 3)).isEqualTo("abc");
    assertThat(JsText.cut("👋👋", 2)).isEqualTo("👋");
  }

  @Test
  void cutThroughAPairDropsTheHalf() {
    assertThat(JsText.cut("aa👋", 3)).isEqualTo("aa");
    assertThat(JsText.cut("👋", 1)).isEmpty();
    assertThat(JsText.cut("👋", 0)).isEmpty();
  }
}

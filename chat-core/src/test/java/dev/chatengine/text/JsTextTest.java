package dev.chatengine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsTextTest {

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0xA0, 0x1680, 0x2000, 0x2003, 0x200A, 0x2028, 0x2029,
        0x202F, 0x205F, 0x3000, 0xFEFF
      })
  void trimsTheWhiteSpaceThatJavaScriptTrims(int white) {
    String space = Character.toString(white);

    assertThat(JsText.trim(space + "a" + space + "b" + space)).isEqualTo("a" + space + "b");
    assertThat(JsText.trim(space)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x1C, 0x1F, 0x85, 0x180E, 0x200B, 0x2060})
  void keepsCharactersThatOnlyLookLikeWhiteSpace(int other) {
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
  void aCutInsideAPairDropsTheHalf() {
    assertThat(JsText.cut("aa👋", 3)).isEqualTo("aa");
    assertThat(JsText.cut("👋", 1)).isEmpty();
    assertThat(JsText.cut("👋", 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\"',
      textBlock =
          """
          # letters
          General              | general
          ÄÖÜẞ                 | äöüß
          \u0130X              | i\u0307x
          Dž                    | dž
          ΆΈΏ                  | άέώ
          \uD801\uDC00\uD83D\uDC4B | \uD801\uDC28\uD83D\uDC4B
          # a sigma at the end of a word, as far as letters go
          ΟΔΟΣ                 | οδος
          ΣΑΣ                  | σας
          ΑΣΣ                  | ασς
          AΣ                   | aς
          ΣΑΣ2Α                | σας2α
          ΟΔΟΣ_A               | οδος_a
          ΑΣ-Β                 | ας-β
          ΑΣ Β                 | ας β
          ΑΣא                  | αςא
          ΑΣ漢                 | ας漢
          ΑΣ\uD83D\uDC4B\u0392  | ας\uD83D\uDC4Bβ
          \uD801\uDC00Σ         | \uD801\uDC28ς
          # none
          Σ                    | σ
          ΣΑ                   | σα
          2Σ                   | 2σ
          אΣ                   | אσ
          Α_Σ                  | α_σ
          ΑΣΒ                  | ασβ
          ΑΣ\uD801\uDC00        | ασ\uD801\uDC28
          # what does not count beside it
          ΑΣ'Β                 | ασ'β
          ΑΣ.Β                 | ασ.β
          ΑΣ:Β                 | ασ:β
          ΑΣ·Β                 | ασ·β
          ΑΣ\u2019Β            | ασ\u2019β
          ΑΣ\u00ADΒ            | ασ\u00ADβ
          ΑΣ\u200DΒ            | ασ\u200Dβ
          ΑΣ\u0301Β            | ασ\u0301β
          ΑΣ\u20DDΒ            | ασ\u20DDβ
          ΑΣ\u02B0Β            | ασ\u02B0β
          ΑΣ^Β                 | ασ^β
          ΑΣ\u0301             | ας\u0301
          ΑΣ':\u0301           | ας':\u0301
          Α\u0301Σ             | α\u0301ς
          Α'Σ                  | α'ς
          'Σ                   | 'σ
          # a letter that has case and does not count
          \u02B0Σ              | \u02B0σ
          ΑΣ\u02B0             | ας\u02B0
          \u0345Σ              | \u0345σ
          # lower case stays
          οδοσ                 | οδοσ
          ςα                   | ςα
          """)
  void lowerCaseIsTheSameAsInJavaScript(String text, String lower) {
    assertThat(JsText.toLowerCase(text)).isEqualTo(lower);
    assertThat(JsText.toLowerCase(lower)).isEqualTo(lower);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1C89 1C8A",
        "2C2F 2C5F",
        "A7C0 A7C1",
        "A7CB 264",
        "A7CC A7CD",
        "A7CE A7CF",
        "A7D0 A7D1",
        "A7D2 A7D3",
        "A7D4 A7D5",
        "A7D6 A7D7",
        "A7D8 A7D9",
        "A7DA A7DB",
        "A7DC 19B",
        "10570 10597",
        "1057A 105A1",
        "1057C 105A3",
        "1058A 105B1",
        "1058C 105B3",
        "10592 105B9",
        "10594 105BB",
        "10595 105BC",
        "10D50 10D70",
        "10D65 10D85",
        "16EA0 16EBB",
        "16EB8 16ED3"
      })
  void capitalLettersNewerThanTheRuntimeHaveSmallOnes(String pair) {
    int[] letters = Stream.of(pair.split(" ", -1)).mapToInt(c -> Integer.parseInt(c, 16)).toArray();

    assertThat(JsText.toLowerCase(Character.toString(letters[0])))
        .isEqualTo(Character.toString(letters[1]));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x1C88, 0x2C5F, 0xA7CD, 0xA7DB, 0x1057B, 0x1058B, 0x10593, 0x10596, 0x16EB9})
  void otherCharactersStayUnchanged(int c) {
    assertThat(JsText.toLowerCase(Character.toString(c))).isEqualTo(Character.toString(c));
  }

  @Test
  void lowerCaseKeepsHalfASurrogatePair() {
    assertThat(JsText.toLowerCase("A\uD801")).isEqualTo("a\uD801");
    assertThat(JsText.toLowerCase("\uDC00ΑΣ\uD801")).isEqualTo("\uDC00ας\uD801");
  }
}

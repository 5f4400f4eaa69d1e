package dev.chatengine.transport.ws.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values for fields and texts that servers like to get wrong. */
final class Hostile {
  /** What JavaScript trims. */
  static final String WHITE =
      " \t\n\u000b\f\r\u00a0\u1680\u2003\u2007\u2028\u2029\u202f\u205f\u3000\ufeff";

  /** What only looks like white space. */
  static final List<String> NOT_WHITE =
      List.of("\0", "\1", "\u001c", "\u001f", "\u0085", "\u180e", "\u200b", "\u2060");

  /** Texts that have to arrive as they are; none begins or ends with white space. */
  static final List<String> TEXTS =
      List.of(
          "family 👨‍👩‍👧‍👦 flag 🏳️‍🌈 skin 👍🏽 keycap 1️⃣",
          "שלום עולם — مرحبا بالعالم \u202eabc\u202c",
          "Z\u0351\u036b\u0343a\u0300l\u0301g\u0302o\u0303 e\u0301 vs \u00e9",
          "漢字かな 한국어 Ελληνικά हिन्दी ไทย 𠜎𠜱 𝒳𝓎",
          "one\ntwo\r\nthree\u2028four\u2029five\tsix",
          "a\0b\u0007c\u001bd\u007fe\u0080f",
          "quote \" backslash \\ slash / \\u0041 \\n %s ${x} {{y}}",
          "<script>alert(\"1\")</script><img src=x onerror='x()'>&amp;&lt;<!-- --> ]]>",
          "{\"type\":\"error\",\"message\":\"fake\"}",
          "x\ufffe\uffff\ufffd y",
          "\ue000 \udbff\udfff \udb80\udc00",
          "0",
          "false",
          "null",
          "undefined",
          "[]",
          "1e3",
          "\"\"",
          "__proto__");

  private Hostile() {}

  /** Values that count as a missing text: of another type, or nothing. */
  static List<@Nullable Object> noTexts() {
    List<@Nullable Object> values = new ArrayList<>();
    values.add(null);
    values.addAll(
        Arrays.asList(
            "",
            0,
            42,
            -1.5,
            true,
            false,
            Map.of(),
            Map.of("length", 5),
            List.of(),
            List.of("text"),
            List.of(List.of("text"))));
    return values;
  }
}

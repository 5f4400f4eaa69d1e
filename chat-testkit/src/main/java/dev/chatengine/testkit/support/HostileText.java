package dev.chatengine.testkit.support;

import java.util.List;

/** Texts that careless code loses, or confuses with others or with its own keys. */
public final class HostileText {
  /** Texts that careless code loses, cuts or misreads. */
  public static final List<String> TEXTS =
      List.of(
          " ",
          " leading and trailing ",
          "\0",
          "before\0after",
          "ends with NUL\0",
          "\r\n\t\u000b\u001b\u007f",
          "line\u2028separator\u2029\u0085",
          "'; DROP TABLE messages; --",
          "\" \\ \\u0041 %s %00 ${x} #{x} {{x}} <b>&amp;</b>",
          "$where",
          "$ne",
          "{\"$gt\": \"\"}",
          "$",
          ".",
          "..",
          "a.b.c",
          "a.$b",
          "_id",
          "__proto__",
          "constructor",
          "null",
          "true",
          "0",
          "-0",
          "1e400",
          "NaN",
          "../../etc/passwd",
          "*",
          "a*b?[c]",
          "%",
          "_",
          "r:room",
          "d:1:ab",
          ":",
          "::",
          "/",
          "room",
          "Room",
          "room ",
          "ROOM",
          "caf\u00e9",
          "cafe\u0301",
          "\u0130\u0131\u00df\ufb03\u212a",
          "\ud83d\udc69\u200d\ud83d\udcbb \ud834\udd1e",
          "\u202eright to left",
          "\ufeffbyte order mark",
          "\uffff\ufffe\ufffd",
          "\ud7ff\ue000\udbff\udfff",
          "\u65e5\u672c\u8a9e \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u0e44\u0e17\u0e22",
          "x".repeat(127) + "y",
          "x".repeat(127) + "z",
          "\ud83d\ude00".repeat(64),
          "\u20ac".repeat(128));

  private HostileText() {}

  /** The {@link #TEXTS} that are no longer than {@code maxLength}. */
  public static List<String> texts(int maxLength) {
    return TEXTS.stream().filter(text -> text.length() <= maxLength).toList();
  }

  /** Different names of at most 128 characters, most of them similar to {@code ann}. */
  public static List<String> names() {
    return List.of(
        "ann",
        "Ann",
        "ANN",
        " ann",
        "ann ",
        "ann\u0000",
        "ann\n",
        "\u200bann",
        "\u00e4nn",
        "a\u0308nn",
        "*",
        "a*",
        "?nn",
        "[a]nn",
        "{ann}",
        "ann:ann",
        "r:ann",
        "d:3:annann",
        "3:ann",
        "ann,ann",
        "ann;ann",
        "ann|ann",
        "ann/ann",
        "ann\\",
        "ann.ann",
        "$ann",
        "\"ann\"",
        "'ann'",
        "'; drop table names; --",
        "<b>ann</b>",
        "%00",
        "0",
        "-1",
        "1e3",
        "null",
        "true",
        "\ue000",
        "\uffff",
        "\ud83d\ude00",
        "\ud83d\ude00\ud83d\ude01",
        "x".repeat(127),
        "x".repeat(128));
  }
}

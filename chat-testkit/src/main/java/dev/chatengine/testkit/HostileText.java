package dev.chatengine.testkit;

import java.util.List;

/** Texts that a careless implementation confuses with each other or with its own keys. */
final class HostileText {
  private HostileText() {}

  /** All different, none longer than 128 characters. */
  static List<String> names() {
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

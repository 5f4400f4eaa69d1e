package dev.chatengine.benchmarks.transport;

import org.jspecify.annotations.Nullable;

/** The encryption between clients and server in a measurement. */
enum Encryption {
  NONE("plain", null),
  TLS_1_3("TLS 1.3", "TLSv1.3"),
  TLS_1_2("TLS 1.2", "TLSv1.2");

  private final String title;
  private final @Nullable String protocol;

  Encryption(String title, @Nullable String protocol) {
    this.title = title;
    this.protocol = protocol;
  }

  /** The title in a table. */
  String title() {
    return title;
  }

  /** The protocol's name in the JDK; null without TLS. */
  @Nullable String protocol() {
    return protocol;
  }
}

package dev.chatengine.benchmarks.transport;

import org.jspecify.annotations.Nullable;

/** How clients and server talk in a measurement. */
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

  /** As it stands in a table. */
  String title() {
    return title;
  }

  /** The protocol's name in the JDK; nothing without TLS. */
  @Nullable String protocol() {
    return protocol;
  }
}

package dev.chatengine.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The configuration of HAProxy in docs/operations.md. */
class HaproxyTest extends ProxyTest {
  HaproxyTest(@TempDir Path folder) {
    super(folder);
  }

  @Override
  String language() {
    return "haproxy";
  }

  @Override
  String withoutHealthChecks(String configuration) {
    return replace(configuration, " check inter 1s", "");
  }

  @Override
  ProxyProcess start(String configuration, Upstreams upstreams) {
    Path haproxy = Programs.require("haproxy");
    int port = ProxyProcess.freePort();
    try {
      Path both =
          Files.writeString(
              folder().resolve("chat.pem"), certificate().certificate() + certificate().key());
      String text = withUpstreams(configuration, upstreams);
      text = replace(text, "bind :443 ", "bind 127.0.0.1:" + port + " ");
      text = replace(text, "/etc/haproxy/chat.pem", both.toString());
      Path file = Files.writeString(folder().resolve("haproxy.cfg"), text);
      return ProxyProcess.start(
          List.of(haproxy.toString(), "-db", "-f", file.toString()),
          port,
          folder().resolve("haproxy.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.chatengine.client.js;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a socket and a clock that are not real. */
@Timeout(120)
class ClientTest {
  @Test
  void doesWhatTheProtocolWantsOfAClient() {
    Node.require().test(Map.of(), 100, "src/test/js/unit/");
  }
}

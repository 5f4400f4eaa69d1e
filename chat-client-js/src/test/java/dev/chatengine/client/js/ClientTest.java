package dev.chatengine.client.js;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a fake socket and a fake clock. */
@Timeout(120)
class ClientTest {
  @Test
  void doesWhatTheProtocolWantsOfAClient() {
    Node.require().test(Map.of(), 100, "src/test/js/unit/");
  }
}

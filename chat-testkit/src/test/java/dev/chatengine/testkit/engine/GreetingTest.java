package dev.chatengine.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.model.User;
import dev.chatengine.spi.ClientConnection;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.ConnectionRequest;
import dev.chatengine.spi.OutboundFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The greeting is the first frame of every connection. */
class GreetingTest {
  private final Cluster cluster = new Cluster(1);
  private final List<String> frames = new ArrayList<>();

  @Test
  void theGreetingComesBeforeAPrivateMessage() {
    // Then the node looks among its own connections, registered or not.
    cluster.cutOff(0);
    cluster
        .nodes
        .get(0)
        .connect(ConnectionRequest.builder("127.0.0.1").token("ann").build(), new Interrupted());
    cluster.scheduler.runUntilIdle();

    assertThat(frames).first().asString().contains("\"type\":\"connection\"");
  }

  /** While anything is about to be queued for it, somebody sends a private message. */
  private final class Interrupted implements ClientConnection {
    private boolean asked;

    @Override
    public long pendingBytes() {
      if (!asked) {
        asked = true;
        cluster.nodes.get(0).send("ann", User.system(), "psst");
        cluster.scheduler.runUntilIdle();
      }
      return 0;
    }

    @Override
    public void enqueue(OutboundFrame frame) {
      frames.add(StandardCharsets.UTF_8.decode(frame.payload()).toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close(CloseCode code, String reason) {}
  }
}

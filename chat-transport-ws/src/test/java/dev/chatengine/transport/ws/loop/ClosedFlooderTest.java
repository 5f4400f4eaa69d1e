package dev.chatengine.transport.ws.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.CloseCode;
import dev.chatengine.transport.ws.RawClient;
import dev.chatengine.transport.ws.TransportTest;
import dev.chatengine.transport.ws.WebSocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who has been closed for flooding, and sends on, costs nothing more. */
class ClosedFlooderTest extends TransportTest {
  /** More than the kernel holds for both ends of a connection. */
  private static final long ALL_BUFFERS = 64 << 20;

  @Test
  void itIsNotReadUntilItTires() throws IOException {
    WebSocketTransport transport =
        start(options -> options.loops(1).closeTimeout(Duration.ofMinutes(1)));
    RawClient witness = connect(transport);
    session(0);
    try (SocketChannel flooder =
        SocketChannel.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), transport.port()))) {
      flooder.write(
          ByteBuffer.wrap(RawClient.upgradeRequest("/").getBytes(StandardCharsets.US_ASCII)));
      session(1).connection.close(CloseCode.FLOODING, "too fast");

      flooder.configureBlocking(false);
      ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
      long taken = 0;
      // Each echo proves that the loop has had its chance to read.
      for (int echoes = 0; echoes < 50 && taken < ALL_BUFFERS; ) {
        int count = flooder.write(bytes.clear());
        taken += count;
        if (count == 0) {
          assertEchoes(witness);
          echoes++;
        } else {
          echoes = 0;
        }
      }

      assertThat(taken).isLessThan(ALL_BUFFERS);
    }
  }
}

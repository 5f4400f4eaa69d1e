package dev.chatengine.transport.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.spi.OutboundFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundQueueTest {
  private final OutboundQueue queue = new OutboundQueue();
  private final ByteArrayOutputStream expected = new ByteArrayOutputStream();
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  private void add(Random random) {
    int[] sizes = {0, 1, 125, 126, 127, 300, 65_535, 65_536, 70_000};
    int size = sizes[random.nextInt(random.nextInt(4) == 0 ? sizes.length : 6)];
    byte[] payload = new byte[size];
    random.nextBytes(payload);
    if (size == 1) {
      queue.add(payload);
    } else {
      OutboundFrame frame = new OutboundFrame(payload);
      queue.add(frame);
      expected.write(0x81);
      if (size < 126) {
        expected.write(size);
      } else if (size < 65_536) {
        expected.write(126);
        expected.writeBytes(ByteBuffer.allocate(2).putShort((short) size).array());
      } else {
        expected.write(127);
        expected.writeBytes(ByteBuffer.allocate(8).putLong(size).array());
      }
    }
    expected.writeBytes(payload);
  }

  private void write(ByteBuffer buffer, int accepted) {
    buffer.clear();
    queue.fill(buffer);
    buffer.flip();
    int taken = Math.min(accepted, buffer.remaining());
    byte[] bytes = new byte[taken];
    buffer.get(bytes);
    written.writeBytes(bytes);
    queue.advance(taken);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 11, 100, 5_000, 200_000})
  void bytesLeaveInOrderHoweverLittleIsTaken(int capacity) {
    Random random = new Random(capacity);
    ByteBuffer buffer = ByteBuffer.allocate(capacity);
    for (int i = 0; i < 400; i++) {
      for (int n = random.nextInt(3); n > 0; n--) {
        add(random);
      }
      write(buffer, random.nextInt(capacity + 1));
    }
    while (!queue.isEmpty()) {
      write(buffer, capacity);
    }

    assertThat(written.toByteArray()).isEqualTo(expected.toByteArray());
  }

  @Test
  void frameThatHasBegunIsKeptWhenTheRestIsDropped() {
    for (int i = 0; i < 20; i++) {
      queue.add(new OutboundFrame(new byte[10]));
    }
    ByteBuffer buffer = ByteBuffer.allocate(1_000);
    write(buffer, 12 + 5);

    assertThat(queue.dropUnstarted()).isEqualTo(18 * 12);
    queue.add(new byte[] {1, 2, 3});
    queue.add(new byte[] {4});
    write(buffer, 1_000);

    assertThat(written.size()).isEqualTo(24 + 4);
    assertThat(written.toByteArray()).endsWith(0, 1, 2, 3, 4);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void clearTellsHowMuchHadNotBeenWritten() {
    queue.add(new OutboundFrame(new byte[10]));
    queue.add(new OutboundFrame(new byte[200]));
    write(ByteBuffer.allocate(1_000), 5);

    assertThat(queue.clear()).isEqualTo(12 - 5 + 204);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void ticketTellsWhenItsBytesAreWritten() {
    queue.add(new OutboundFrame(new byte[10]));
    long ticket = queue.add(new byte[] {1, 2, 3});
    queue.add(new OutboundFrame(new byte[10]));
    ByteBuffer buffer = ByteBuffer.allocate(1_000);

    write(buffer, 14);
    assertThat(queue.isWritten(ticket)).isFalse();
    write(buffer, 1);
    assertThat(queue.isWritten(ticket)).isTrue();
  }
}

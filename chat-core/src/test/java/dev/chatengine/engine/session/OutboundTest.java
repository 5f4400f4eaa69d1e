package dev.chatengine.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chatengine.engine.telemetry.Counters;
import dev.chatengine.spi.CloseCode;
import dev.chatengine.spi.OutboundFrame;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboundTest {
  private static final long LIMIT = 1_000;
  private static final OutboundFrame FRAME = new OutboundFrame(new byte[100]);

  private final RecordedConnection connection = new RecordedConnection();
  private final Counters counters = new Counters();
  private final Outbound outbound = new Outbound(connection, LIMIT, counters);
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void aFrameThatFillsTheQueueIsEnqueued() {
    connection.pending = LIMIT - FRAME.size();

    outbound.send(FRAME);

    assertThat(connection.frames).containsExactly(FRAME);
    assertThat(connection.closed).isEmpty();
  }

  @Test
  void aFrameBeyondTheBoundClosesASlowConsumer() {
    connection.pending = LIMIT - FRAME.size() + 1;

    outbound.send(FRAME);

    assertThat(connection.frames).isEmpty();
    assertThat(connection.closed).containsExactly(CloseCode.SLOW_CONSUMER);
    assertThat(outbound.isClosed()).isTrue();
    assertThat(counters.slowConsumersClosed.sum()).isEqualTo(1);
  }

  @Test
  void afterTheCloseNothingIsEnqueuedOrCounted() {
    connection.pending = LIMIT;
    outbound.send(FRAME);
    connection.pending = 0;

    outbound.send(FRAME);
    outbound.sendDroppable(FRAME);
    outbound.sendWhole(List.of(FRAME));

    assertThat(connection.frames).isEmpty();
    assertThat(connection.closed).hasSize(1);
    assertThat(counters.slowConsumersClosed.sum()).isEqualTo(1);
    assertThat(counters.framesDropped.sum()).isZero();
  }

  @Test
  void droppableFramesAreDroppedAboveHalf() {
    connection.pending = LIMIT / 2;
    outbound.sendDroppable(FRAME);
    connection.pending = LIMIT / 2 + 1;
    outbound.sendDroppable(FRAME);

    assertThat(connection.frames).hasSize(1);
    assertThat(connection.closed).isEmpty();
    assertThat(counters.framesDropped.sum()).isEqualTo(1);
  }

  @Test
  void theFramesOfAJoinMayExceedTheBound() {
    OutboundFrame large = new OutboundFrame(new byte[2_000]);

    outbound.sendWhole(List.of(large));

    assertThat(connection.frames).containsExactly(large);
    connection.pending = 2_000;
    outbound.send(FRAME);
    assertThat(connection.frames).containsExactly(large, FRAME);
    assertThat(connection.closed).isEmpty();

    outbound.drained();
    outbound.send(FRAME);
    assertThat(connection.closed).isEmpty();

    connection.pending = 0;
    outbound.drained();
    connection.pending = LIMIT;
    outbound.send(FRAME);
    assertThat(connection.closed).hasSize(1);
  }

  @Test
  void lowWaterIsHalf() {
    assertThat(outbound.lowWaterMark()).isEqualTo(LIMIT / 2);
    connection.pending = LIMIT / 2;
    assertThat(outbound.belowHalf()).isTrue();
    connection.pending = LIMIT / 2 + 1;
    assertThat(outbound.belowHalf()).isFalse();
  }

  @Test
  void aTaskThatNeedsRoomRunsAtOnceIfThereIsSome() {
    outbound.whenBelowHalf(runs::incrementAndGet);

    assertThat(runs).hasValue(1);
    outbound.drained();
    assertThat(runs).hasValue(1);
  }

  @Test
  void aTaskThatNeedsRoomRunsOnceWhenTheQueueIsDrained() {
    connection.pending = LIMIT;

    outbound.whenBelowHalf(runs::incrementAndGet);
    assertThat(runs).hasValue(0);
    outbound.drained();
    outbound.drained();

    assertThat(runs).hasValue(1);
  }

  @Test
  void aTaskThatNeedsRoomRunsWhenTheEngineClosesTheConnection() {
    connection.pending = LIMIT;

    outbound.whenBelowHalf(runs::incrementAndGet);
    outbound.close(CloseCode.RESTARTING, "");
    assertThat(runs).hasValue(1);
    outbound.whenBelowHalf(runs::incrementAndGet);

    assertThat(runs).hasValue(2);
  }

  @Test
  void aTaskThatNeedsRoomRunsWhenTheConnectionIsLost() {
    connection.pending = LIMIT;

    outbound.whenBelowHalf(runs::incrementAndGet);
    outbound.markClosed();

    assertThat(runs).hasValue(1);
    assertThat(connection.closed).as("it is closed already").isEmpty();
  }
}

package dev.chatengine.benchmarks.engine;

import dev.chatengine.benchmarks.store.Drafts;
import dev.chatengine.model.Message;
import dev.chatengine.protocol.BusCodec;
import dev.chatengine.protocol.BusEvent;
import dev.chatengine.protocol.ClientRequest;
import dev.chatengine.protocol.FrameDecoder;
import dev.chatengine.protocol.FrameEncoder;
import dev.chatengine.protocol.ServerFrame;
import dev.chatengine.spi.OutboundFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Decodes and encodes a chat message of 60 characters, for clients and for other nodes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
  private final FrameDecoder decoder = new FrameDecoder();
  private final FrameEncoder encoder = new FrameEncoder();
  private final BusCodec bus = new BusCodec();
  private final Message message = Message.builder(Drafts.one(), "epoch", 1_000).build();
  private final ByteBuffer sent =
      StandardCharsets.UTF_8.encode(
          "{\"type\":\"chat_message\",\"content\":\"" + message.content() + "\"}");
  private final ByteBuffer published = bus.encode(new BusEvent.MessageStored(message));

  /**
   * Decodes a client's request.
   *
   * @return the request
   */
  @Benchmark
  public ClientRequest decodeFrame() {
    return decoder.decode(sent.duplicate());
  }

  /**
   * Encodes the frame for clients.
   *
   * @return the frame
   */
  @Benchmark
  public OutboundFrame encodeFrame() {
    return encoder.encode(new ServerFrame.MessageReceived(message));
  }

  /**
   * Encodes the event for other nodes.
   *
   * @return the bytes
   */
  @Benchmark
  public ByteBuffer encodeForTheBus() {
    return bus.encode(new BusEvent.MessageStored(message));
  }

  /**
   * Decodes the event of another node.
   *
   * @return the event
   * @throws BusCodec.UnreadableException never
   */
  @Benchmark
  public BusEvent decodeFromTheBus() throws BusCodec.UnreadableException {
    return bus.decode(Drafts.ROOM, published.duplicate());
  }
}
